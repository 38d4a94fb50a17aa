{{- define "stitchlog.image" -}}
{{- with .Values.image -}}
{{ .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}
{{- end -}}
{{- end -}}

{{/* Of one service: dict "root" $ "name" NAME */}}
{{- define "stitchlog.selector" -}}
app.kubernetes.io/name: stitchlog
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .name }}
{{- end -}}

{{- define "stitchlog.labels" -}}
{{ include "stitchlog.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end -}}

{{- define "stitchlog.fullName" -}}
{{- printf "%s-%s" .root.Release.Name .name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* The variables of docs/configuration.md that this service reads; its secrets come from its own Secret. */}}
{{- define "stitchlog.environment" -}}
{{- $values := .root.Values -}}
{{- $own := index $values (ternary "query" .name (eq .name "sign-in")) -}}
{{- $kafka := has .name (list "ingest" "stitcher" "migrate") -}}
{{- $http := has .name (list "ingest" "query" "sign-in") -}}
CLICKHOUSE_URL: {{ required "clickHouse.url, such as https://clickhouse:8443" $values.clickHouse.url | quote }}
CLICKHOUSE_DATABASE: {{ $values.clickHouse.database | quote }}
CLICKHOUSE_USER: {{ $own.clickHouseUser | quote }}
{{- with $values.clickHouse.cluster }}
CLICKHOUSE_CLUSTER: {{ . | quote }}
{{- end }}
{{- if $values.certificates.secretName }}
{{- with $values.certificates.clickHouseKey }}
CLICKHOUSE_CA_FILE: /certificates/{{ . }}
{{- end }}
{{- end }}
STITCHLOG_RETENTION_DAYS: {{ $values.retentionDays | int | quote }}
{{- if has .name (list "query" "sign-in" "rollup" "migrate") }}
STITCHLOG_ACCESS_LOG_RETENTION_DAYS: {{ $values.accessLogRetentionDays | int | quote }}
{{- end }}
{{- if ne .name "migrate" }}
{{- if $values.ledgerExport.claimName }}
STITCHLOG_LEDGER_EXPORT_DIR: /ledger-export
{{- end }}
HOST: 0.0.0.0
PORT: "8080"
METRICS_PORT: "9464"
{{- end }}
{{- if $kafka }}
KAFKA_BROKERS: {{ required "kafka.brokers, such as kafka-1:9094,kafka-2:9094" $values.kafka.brokers | quote }}
KAFKA_TLS: {{ ternary "on" "off" $values.kafka.tls | quote }}
KAFKA_PARTITIONS: {{ $values.kafka.partitions | int | quote }}
{{- with $values.kafka.replicationFactor }}
KAFKA_REPLICATION_FACTOR: {{ . | int | quote }}
{{- end }}
{{- with $values.kafka.saslMechanism }}
KAFKA_SASL_MECHANISM: {{ . | quote }}
KAFKA_SASL_USERNAME: {{ $own.kafkaUser | quote }}
{{- end }}
{{- if and $values.kafka.tls $values.certificates.secretName }}
{{- with $values.certificates.kafkaKey }}
KAFKA_TLS_CA_FILE: /certificates/{{ . }}
{{- end }}
{{- end }}
{{- end }}
{{- if eq .name "stitcher" }}
KAFKA_SESSION_TIMEOUT_MS: {{ $values.kafka.sessionTimeoutMs | int | quote }}
{{- end }}
{{- if $http }}
{{- with $values.tokens.jwksUrl }}
STITCHLOG_JWKS_URL: {{ . | quote }}
STITCHLOG_TOKEN_ISSUER: {{ required "tokens.issuer goes with tokens.jwksUrl" $values.tokens.issuer | quote }}
STITCHLOG_TOKEN_AUDIENCE: {{ required "tokens.audience goes with tokens.jwksUrl" $values.tokens.audience | quote }}
{{- end }}
{{- with $values.allowedOrigins }}
STITCHLOG_ALLOWED_ORIGINS: {{ join "," . | quote }}
{{- end }}
{{- with $values.trustedProxies }}
STITCHLOG_TRUSTED_PROXIES: {{ join "," . | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{/* As a list of a container; values of `env` of the service count first. */}}
{{- define "stitchlog.env" -}}
{{- $own := (index .root.Values (ternary "query" .name (eq .name "sign-in"))).env -}}
{{- /* It shows nobody, so it reads no directory. */}}
{{- if eq .name "sign-in" }}{{ $own = omit $own "STITCHLOG_SCIM_URL" }}{{ end }}
{{- $all := merge (dict) $own (include "stitchlog.environment" . | fromYaml) -}}
{{- range $name := keys $all | sortAlpha }}
- name: {{ $name }}
  value: {{ index $all $name | toString | quote }}
{{- end }}
{{- end -}}

{{- define "stitchlog.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}

{{/* What the pods of all services and of the migration have in common. */}}
{{- define "stitchlog.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: { type: RuntimeDefault }
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . | quote }}
{{- end }}
volumes:
  - name: tmp
    emptyDir: { sizeLimit: 64Mi }
{{- with .Values.certificates.secretName }}
  - name: certificates
    secret: { secretName: {{ . | quote }} }
{{- end }}
{{- with .Values.ledgerExport.claimName }}
  - name: ledger-export
    persistentVolumeClaim: { claimName: {{ . | quote }} }
{{- end }}
{{- end -}}

{{- define "stitchlog.mounts" -}}
- { name: tmp, mountPath: /tmp }
{{- if .root.Values.certificates.secretName }}
- { name: certificates, mountPath: /certificates, readOnly: true }
{{- end }}
{{- if .root.Values.ledgerExport.claimName }}
- { name: ledger-export, mountPath: /ledger-export, readOnly: {{ ne .name "ingest" }} }
{{- end }}
{{- end -}}
