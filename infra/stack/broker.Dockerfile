# A Kafka broker for tests, for machines that cannot pull apache/kafka: it takes its settings from the same file, and the cluster's id from the
# same variable. The build's context is the folder of jars that `npm run stack` fetches:
#   docker build -t stitchlog-kafka -f infra/stack/broker.Dockerfile node_modules/.cache/kafka-4.1.0
ARG BASE=debian:bookworm-slim
FROM ${BASE}
RUN apt-get update \
  && apt-get install -y --no-install-recommends openjdk-17-jre-headless \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --system kafka && install -d -o kafka /var/lib/kafka
COPY *.jar /opt/kafka/libs/
USER kafka
ENV SETTINGS=/mnt/shared/config/server.properties KAFKA_HEAP_OPTS=-Xmx512m
EXPOSE 9092
CMD ["sh", "-c", "java -Xmx256m -cp '/opt/kafka/libs/*' kafka.tools.StorageTool format --ignore-formatted -t $CLUSTER_ID -c $SETTINGS && exec java $KAFKA_HEAP_OPTS -cp '/opt/kafka/libs/*' kafka.Kafka $SETTINGS"]
