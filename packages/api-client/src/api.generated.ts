// Generated from schemas/openapi.json by infra/generate.ts; do not edit.

export interface paths {
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take in heartbeats; answered once they are durable
         * @description After 429 and 503 none of the events counts as taken: send all of them again, after `Retry-After`. Also as `text/plain` of at most 64 KiB, for beacons of browsers. Without an `Authorization` header, the token is in the body, as `token`, and counts as one with `activity:write` only.
         *
         *     Scope: activity:write or activity:relay
         */
        post: operations["postEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/networks/{networkId}/tracking": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A network's tracking switch, and the history of its settings
         * @description Scope: activity:read or activity:manage
         */
        get: operations["getTracking"];
        /**
         * Switch tracking on, with timeouts, or off
         * @description Answered when it counts: every event received later is judged by it. Where it counts only later, `countsFrom` says from when, and the answer comes at once. After a 503 it may be stored, and count, all the same.
         *
         *     Scope: activity:manage
         */
        put: operations["putTracking"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/networks/{networkId}/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * How long activity of the network is kept; what is older is unreadable at once
         * @description Scope: activity:manage
         */
        put: operations["putRetention"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/networks/{networkId}/users/{userId}/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Erase everything of a user up to now
         * @description Refuse the user ids `.` and `..` before you build a path; no user has them. Browsers, fetch and most URL libraries take `..` (also written `%2e%2e`) for a step back and send `DELETE /v1/networks/N/users/../activity` as `DELETE /v1/networks/N/activity`, the call for the whole network. encodeURIComponent does not help. It is refused for want of `everyone=true`: never send that for one user.
         *
         *     Scope: activity:manage
         */
        delete: operations["deleteUserActivity"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/networks/{networkId}/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Erase everything of everyone in a network up to now
         * @description Refuse the user ids `.` and `..` before you build a path; no user has them. Browsers, fetch and most URL libraries take `..` (also written `%2e%2e`) for a step back and send `DELETE /v1/networks/N/users/../activity` as `DELETE /v1/networks/N/activity`, the call for the whole network. encodeURIComponent does not help. It is refused for want of `everyone=true`: never send that for one user.
         *
         *     Scope: activity:manage
         */
        delete: operations["deleteNetworkActivity"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/networks/{networkId}/users/{userId}/days": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A user's days with activity; the last 14 days without a range
         * @description Scope: activity:read
         */
        get: operations["getUserDays"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/networks/{networkId}/users/{userId}/days/{date}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The sessions of one of a user's days
         * @description Scope: activity:read
         */
        get: operations["getUserDaySessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/networks/{networkId}/users/{userId}/sessions.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A user's sessions as CSV; the last 14 days without a range
         * @description Scope: activity:read
         */
        get: operations["getUserSessionsCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/networks/{networkId}/users/{userId}/sessions.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A user's sessions as an Excel workbook; the last 14 days without a range
         * @description Scope: activity:read
         */
        get: operations["getUserSessionsXlsx"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/networks/{networkId}/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A network's active users; the last 14 days without a range
         * @description Scope: activity:read
         */
        get: operations["getNetworkUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/networks/{networkId}/users.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A network's active users as CSV; the last 14 days without a range
         * @description Scope: activity:read
         */
        get: operations["getNetworkUsersCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/networks/{networkId}/users.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A network's active users as an Excel workbook; the last 14 days without a range
         * @description Scope: activity:read
         */
        get: operations["getNetworkUsersXlsx"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/networks/{networkId}/days": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A network's totals a day; the last 14 days without a range
         * @description Scope: activity:read
         */
        get: operations["getNetworkDays"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/networks/{networkId}/days.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A network's totals a day as CSV; the last 14 days without a range
         * @description Scope: activity:read
         */
        get: operations["getNetworkDaysCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/networks/{networkId}/access-log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who looked at whose activity, and who erased what
         * @description Scope: activity:manage
         */
        get: operations["getNetworkAccessLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/networks/{networkId}/access-log.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who looked at whose activity, and who erased what, as CSV
         * @description Scope: activity:manage
         */
        get: operations["getNetworkAccessLogCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/tracking": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether my activity is tracked, since when there is any, and how long it is kept
         * @description Tells nothing of any activity, so it is no look.
         *
         *     Scope: activity:self
         */
        get: operations["getMyTracking"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/days": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * My days with activity; the last 14 days without a range
         * @description Scope: activity:self
         */
        get: operations["getMyDays"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/days/{date}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * My sessions of a day
         * @description Scope: activity:self
         */
        get: operations["getMyDaySessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/sessions.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * My sessions as CSV; the last 14 days without a range
         * @description Scope: activity:self
         */
        get: operations["getMySessionsCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/sessions.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * My sessions as an Excel workbook; the last 14 days without a range
         * @description Scope: activity:self
         */
        get: operations["getMySessionsXlsx"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/access-log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who looked at my activity, or at all of the network, and who erased it
         * @description Scope: activity:self
         */
        get: operations["getMyAccessLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sign-in-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A code that hands the token of this call to the page, once
         * @description Put it into the page's address: `/#network=N&code=CODE`. The token that the page gets is the one that this call was made with.
         *
         *     Scope: activity:read or activity:manage or activity:self
         */
        post: operations["createSignInCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The token that a code was made for
         * @description Needs no token.
         */
        post: operations["redeemSignInCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description An RFC 9457 problem document. */
        Problem: {
            /** @constant */
            type: "about:blank";
            title: string;
            status: number;
            /**
             * @description Stable, to be told apart by programs.
             * @enum {string}
             */
            code: "broken-json" | "invalid-body" | "invalid-parameter" | "sign-in-code-invalid" | "bad-request" | "token-missing" | "token-invalid" | "scope-missing" | "foreign-network" | "foreign-user" | "not-found" | "method-not-allowed" | "request-timeout" | "body-too-large" | "too-many-events" | "unsupported-content-type" | "unsupported-encoding" | "too-many-requests" | "headers-too-large" | "internal" | "unavailable" | "access-log-unavailable";
            detail?: string;
        };
        /** @description One heartbeat. networkId and userId default to those of the token. */
        SentEvent: {
            networkId?: string & unknown;
            userId?: string & unknown;
            /** @enum {string} */
            device: "mobile" | "web";
            /** @description An IANA time zone name or an offset, ±HH:MM. */
            timeZone: string;
            /** @description Milliseconds since 1970-01-01T00:00Z by the client's clock. From 1970 to 2099 once `sentAt` has mended it. */
            occurredAt: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    postEvents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The client's clock when it sent this attempt; mends a clock that is wrong, by any number of years. */
                    sentAt?: number;
                    events: components["schemas"]["SentEvent"][];
                };
                "text/plain": {
                    /** @description Instead of the header `Authorization`. */
                    token?: string;
                    /** @description The client's clock when it sent this attempt; mends a clock that is wrong, by any number of years. */
                    sentAt?: number;
                    events: components["schemas"]["SentEvent"][];
                };
            };
        };
        responses: {
            /** @description What became of them */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        accepted: number;
                        /** @description Well-formed events that do not count, by reason; reasons without any are left out. */
                        dropped: {
                            future?: number;
                            expired?: number;
                            erased?: number;
                            "not-tracked"?: number;
                        };
                        /** @description Events that were not taken, and that would not be if they were sent again: malformed ones, and those of a user who has too much on their date. */
                        rejected: {
                            index: number;
                            /** @enum {string} */
                            reason: "malformed" | "unknown-time-zone" | "too-many-zones" | "too-many-sessions" | "too-many-points";
                            detail: string;
                        }[];
                        /** @description A network of the batch is off: send nothing for this long. */
                        pauseForSeconds?: number;
                    };
                };
            };
            /** @description bad-request, invalid-parameter, broken-json, invalid-body */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token-missing, token-invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope-missing, foreign-network, foreign-user */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description body-too-large, too-many-events */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unsupported-content-type, unsupported-encoding */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too-many-requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description headers-too-large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTracking: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                networkId: string & unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The state, and a page of the history */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        networkId: string;
                        enabled: boolean;
                        /** @description When it was last switched to what it is; null before the first switch. */
                        since: string | null;
                        inactivityTimeoutSeconds: {
                            mobile: number;
                            web: number;
                        };
                        retentionDays: number;
                        /** @description The newest changes, or those before the cursor; of these the oldest first. Only what changed something: asking for what holds already is no change. */
                        changes: {
                            /** @enum {string} */
                            change: "on" | "off" | "retention";
                            /**
                             * @description ISO 8601 with milliseconds and a numeric offset: 2026-11-25T09:00:00.000+01:00
                             * @example 2026-11-25T09:00:00.000+01:00
                             */
                            at: string;
                            /** @description Only of on: from then on. */
                            inactivityTimeoutSeconds?: {
                                mobile: number;
                                web: number;
                            };
                            /** @description Only of on while tracking was on already: those until then. */
                            inactivityTimeoutSecondsBefore?: {
                                mobile: number;
                                web: number;
                            };
                            /** @description Only of retention: from then on. */
                            retentionDays?: number;
                            /** @description Only of retention: until then. Where the network had none of its own, that of the deployment as it is now. */
                            retentionDaysBefore?: number;
                            /** @description The subject of the token that asked for it. */
                            by: string | null;
                        }[];
                        /** @description For the changes before these; null if there are none. */
                        nextCursor: string | null;
                        /**
                         * @description Only where the newest change is still to come: it counts from this instant on, and until then everything holds as before. So it is while the network's ledger is ahead of the service's clock, since that was ahead when an earlier change was written.
                         * @example 2026-11-25T09:00:00.000+01:00
                         */
                        countsFrom?: string;
                    };
                };
            };
            /** @description bad-request, invalid-parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token-missing, token-invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope-missing, foreign-network */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too-many-requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description headers-too-large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putTracking: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                networkId: string & unknown;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    enabled: boolean;
                    inactivityTimeoutSeconds?: {
                        mobile?: number;
                        web?: number;
                    };
                };
            };
        };
        responses: {
            /** @description The state after it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        networkId: string;
                        enabled: boolean;
                        /** @description When it was last switched to what it is; null before the first switch. */
                        since: string | null;
                        inactivityTimeoutSeconds: {
                            mobile: number;
                            web: number;
                        };
                        retentionDays: number;
                        /** @description The newest changes, or those before the cursor; of these the oldest first. Only what changed something: asking for what holds already is no change. */
                        changes: {
                            /** @enum {string} */
                            change: "on" | "off" | "retention";
                            /**
                             * @description ISO 8601 with milliseconds and a numeric offset: 2026-11-25T09:00:00.000+01:00
                             * @example 2026-11-25T09:00:00.000+01:00
                             */
                            at: string;
                            /** @description Only of on: from then on. */
                            inactivityTimeoutSeconds?: {
                                mobile: number;
                                web: number;
                            };
                            /** @description Only of on while tracking was on already: those until then. */
                            inactivityTimeoutSecondsBefore?: {
                                mobile: number;
                                web: number;
                            };
                            /** @description Only of retention: from then on. */
                            retentionDays?: number;
                            /** @description Only of retention: until then. Where the network had none of its own, that of the deployment as it is now. */
                            retentionDaysBefore?: number;
                            /** @description The subject of the token that asked for it. */
                            by: string | null;
                        }[];
                        /** @description For the changes before these; null if there are none. */
                        nextCursor: string | null;
                        /**
                         * @description Only where the newest change is still to come: it counts from this instant on, and until then everything holds as before. So it is while the network's ledger is ahead of the service's clock, since that was ahead when an earlier change was written.
                         * @example 2026-11-25T09:00:00.000+01:00
                         */
                        countsFrom?: string;
                    };
                };
            };
            /** @description bad-request, invalid-parameter, broken-json, invalid-body */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token-missing, token-invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope-missing, foreign-network */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description body-too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unsupported-content-type, unsupported-encoding */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too-many-requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description headers-too-large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putRetention: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                networkId: string & unknown;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    days: number;
                };
            };
        };
        responses: {
            /** @description The retention after it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        retentionDays: number;
                        /**
                         * @description Only where the newest change is still to come: it counts from this instant on, and until then everything holds as before. So it is while the network's ledger is ahead of the service's clock, since that was ahead when an earlier change was written.
                         * @example 2026-11-25T09:00:00.000+01:00
                         */
                        countsFrom?: string;
                    };
                };
            };
            /** @description bad-request, invalid-parameter, broken-json, invalid-body */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token-missing, token-invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope-missing, foreign-network */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description body-too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unsupported-content-type, unsupported-encoding */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too-many-requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description headers-too-large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteUserActivity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                networkId: string & unknown;
                userId: string & unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Unreadable from now on */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description Nothing from up to this instant can be read any more. Where the ledger of the network is ahead of the clock it lies ahead too: what happens until then is erased as well.
                         * @example 2026-11-25T09:00:00.000+01:00
                         */
                        erasedAt: string;
                        /**
                         * @description When the last copy, in the raw event log, will have gone.
                         * @example 2026-11-25T09:00:00.000+01:00
                         */
                        goneBy: string;
                    };
                };
            };
            /** @description bad-request, invalid-parameter, broken-json, invalid-body */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token-missing, token-invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope-missing, foreign-network */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description body-too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unsupported-content-type, unsupported-encoding */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too-many-requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description headers-too-large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteNetworkActivity: {
        parameters: {
            query: {
                everyone: "true";
            };
            header?: never;
            path: {
                networkId: string & unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Unreadable from now on */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description Nothing from up to this instant can be read any more. Where the ledger of the network is ahead of the clock it lies ahead too: what happens until then is erased as well.
                         * @example 2026-11-25T09:00:00.000+01:00
                         */
                        erasedAt: string;
                        /**
                         * @description When the last copy, in the raw event log, will have gone.
                         * @example 2026-11-25T09:00:00.000+01:00
                         */
                        goneBy: string;
                    };
                };
            };
            /** @description bad-request, invalid-parameter, broken-json, invalid-body */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token-missing, token-invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope-missing, foreign-network */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description body-too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unsupported-content-type, unsupported-encoding */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too-many-requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description headers-too-large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getUserDays: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
                viewerTimeZone?: string;
                precision?: "second";
                sessions?: "included";
            };
            header?: never;
            path: {
                networkId: string & unknown;
                userId: string & unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The days, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: date
                         * @description YYYY-MM-DD
                         */
                        from: string;
                        /**
                         * Format: date
                         * @description YYYY-MM-DD
                         */
                        to: string;
                        /** @description Dates with activity only, newest first. */
                        days: {
                            /**
                             * Format: date
                             * @description YYYY-MM-DD
                             */
                            date: string;
                            sessionCount: number;
                            /** @description The sum of all sessions of the date. */
                            durationMs: number;
                            /** @description The length of their union. */
                            activeDurationMs: number;
                            devices: {
                                mobile: {
                                    sessionCount: number;
                                    durationMs: number;
                                };
                                web: {
                                    sessionCount: number;
                                    durationMs: number;
                                };
                            };
                            timeZones: string[];
                            /** @description The date is not over. */
                            provisional: boolean;
                            /** @description By start; only with sessions=included. Left out of dates with more than 500, and of the oldest dates where all have more than 20000. */
                            sessions?: {
                                /** @enum {string} */
                                device: "mobile" | "web";
                                /**
                                 * @description ISO 8601 with milliseconds and a numeric offset: 2026-11-25T09:00:00.000+01:00
                                 * @example 2026-11-25T09:00:00.000+01:00
                                 */
                                startedAt: string;
                                /**
                                 * @description ISO 8601 with milliseconds and a numeric offset: 2026-11-25T09:00:00.000+01:00
                                 * @example 2026-11-25T09:00:00.000+01:00
                                 */
                                endedAt: string;
                                timeZone: string;
                                /** @description Only where midnight cuts the session: all of it, on other dates too. */
                                whole?: {
                                    /**
                                     * @description ISO 8601 with milliseconds and a numeric offset: 2026-11-25T09:00:00.000+01:00
                                     * @example 2026-11-25T09:00:00.000+01:00
                                     */
                                    startedAt: string;
                                    /**
                                     * @description ISO 8601 with milliseconds and a numeric offset: 2026-11-25T09:00:00.000+01:00
                                     * @example 2026-11-25T09:00:00.000+01:00
                                     */
                                    endedAt: string;
                                    durationMs: number;
                                };
                            }[];
                        }[];
                        tracking: {
                            enabled: boolean;
                            since: string | null;
                        };
                        /** @description What the directory says about the user; absent if the network has none. */
                        user?: {
                            /** @description From the directory, for people to read. Others may have the same. */
                            name?: string;
                            /** @description From the directory. */
                            department?: string;
                            /** @description From the directory; it tells people with the same name apart. */
                            email?: string;
                            /** @description From the directory: the https address of a picture. */
                            pictureUrl?: string;
                            /** @description Whether the directory has somebody with this id; only where it can tell (directory is answered, or it has them). false without any activity: most likely nobody has this id. */
                            known?: boolean;
                            /**
                             * @description Their account in the directory works no more, or the directory has them no more and there is activity of them here. Only where it can tell.
                             * @constant
                             */
                            left?: true;
                        };
                        /**
                         * @description Whether the directory could say who people are; absent if the network has none. answered: who is in it has a name here. incomplete: it has more people than are kept, so who has no name may have one. loading: it is being read for the first time, so ask again in some seconds. unavailable: it could not be read. No answer waits for it.
                         * @enum {string}
                         */
                        directory?: "answered" | "incomplete" | "loading" | "unavailable";
                        /** @description When activity of these dates could be recorded that may still be read: tracking was on, and nothing of it is past retention or erased. In UTC, in order, and from a day before the first date until a day after the last, since dates are those of the place where somebody is. At most 1,000; of more, those with the shortest gaps between them are one. Outside of them, no activity does not mean that there was none. */
                        recorded: {
                            /**
                             * @description ISO 8601 with milliseconds and a numeric offset: 2026-11-25T09:00:00.000+01:00
                             * @example 2026-11-25T09:00:00.000+01:00
                             */
                            from: string;
                            /** @description null where activity is being recorded now. */
                            to: string | null;
                        }[];
                        /** @description When the first of all that may still be read began; null if there is none. */
                        recordedSince: string | null;
                    };
                };
            };
            /** @description bad-request, invalid-parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token-missing, token-invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope-missing, foreign-network */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too-many-requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description headers-too-large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unavailable, access-log-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getUserDaySessions: {
        parameters: {
            query?: {
                viewerTimeZone?: string;
                cursor?: string;
                limit?: number;
                precision?: "second";
            };
            header?: never;
            path: {
                networkId: string & unknown;
                userId: string & unknown;
                date: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the sessions, by start */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: date
                         * @description YYYY-MM-DD
                         */
                        date: string;
                        sessions: {
                            /** @enum {string} */
                            device: "mobile" | "web";
                            /**
                             * @description ISO 8601 with milliseconds and a numeric offset: 2026-11-25T09:00:00.000+01:00
                             * @example 2026-11-25T09:00:00.000+01:00
                             */
                            startedAt: string;
                            /**
                             * @description Where midnight cuts a session, the next day's first instant.
                             * @example 2026-11-25T09:00:00.000+01:00
                             */
                            endedAt: string;
                            durationMs: number;
                            timeZone: string;
                            /** @description The user's clock and the viewer's differ at the start or at the end. */
                            differsFromViewer: boolean;
                            continuesFromPreviousDay: boolean;
                            continuesOnNextDay: boolean;
                            /** @description The next heartbeat may still make it longer. */
                            ongoing: boolean;
                            /** @description Only where midnight cuts the session: all of it, on other dates too. */
                            whole?: {
                                /**
                                 * @description ISO 8601 with milliseconds and a numeric offset: 2026-11-25T09:00:00.000+01:00
                                 * @example 2026-11-25T09:00:00.000+01:00
                                 */
                                startedAt: string;
                                /**
                                 * @description ISO 8601 with milliseconds and a numeric offset: 2026-11-25T09:00:00.000+01:00
                                 * @example 2026-11-25T09:00:00.000+01:00
                                 */
                                endedAt: string;
                                durationMs: number;
                            };
                        }[];
                        /** @description For the next page; only where more sessions follow. */
                        nextCursor?: string;
                        /** @description When activity of these dates could be recorded that may still be read: tracking was on, and nothing of it is past retention or erased. In UTC, in order, and from a day before the first date until a day after the last, since dates are those of the place where somebody is. At most 1,000; of more, those with the shortest gaps between them are one. Outside of them, no activity does not mean that there was none. */
                        recorded: {
                            /**
                             * @description ISO 8601 with milliseconds and a numeric offset: 2026-11-25T09:00:00.000+01:00
                             * @example 2026-11-25T09:00:00.000+01:00
                             */
                            from: string;
                            /** @description null where activity is being recorded now. */
                            to: string | null;
                        }[];
                        /** @description When the first of all that may still be read began; null if there is none. */
                        recordedSince: string | null;
                    };
                };
            };
            /** @description bad-request, invalid-parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token-missing, token-invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope-missing, foreign-network */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too-many-requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description headers-too-large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unavailable, access-log-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getUserSessionsCsv: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
                viewerTimeZone?: string;
                dialect?: "excel";
                lang?: "de" | "en" | "fr" | "nl";
            };
            header?: never;
            path: {
                networkId: string & unknown;
                userId: string & unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Streamed, oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description bad-request, invalid-parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token-missing, token-invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope-missing, foreign-network */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too-many-requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description headers-too-large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unavailable, access-log-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getUserSessionsXlsx: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
                viewerTimeZone?: string;
                lang?: "de" | "en" | "fr" | "nl";
            };
            header?: never;
            path: {
                networkId: string & unknown;
                userId: string & unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Streamed, oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                };
            };
            /** @description bad-request, invalid-parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token-missing, token-invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope-missing, foreign-network */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too-many-requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description headers-too-large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unavailable, access-log-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getNetworkUsers: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
                search?: string;
                everyone?: "true";
                sort?: "user" | "activeDays" | "sessions" | "duration" | "lastActive";
                order?: "asc" | "desc";
                cursor?: string;
                limit?: number;
                precision?: "second";
                userId?: (string & unknown) | (string & unknown)[];
            };
            header?: never;
            path: {
                networkId: string & unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: date
                         * @description YYYY-MM-DD
                         */
                        from: string;
                        /**
                         * Format: date
                         * @description YYYY-MM-DD
                         */
                        to: string;
                        users: {
                            userId: string;
                            /** @description From the directory, for people to read. Others may have the same. */
                            name?: string;
                            /** @description From the directory. */
                            department?: string;
                            /** @description From the directory; it tells people with the same name apart. */
                            email?: string;
                            /** @description From the directory: the https address of a picture. */
                            pictureUrl?: string;
                            /** @description Whether the directory has somebody with this id; only where it can tell (directory is answered, or it has them). false without any activity: most likely nobody has this id. */
                            known?: boolean;
                            /**
                             * @description Their account in the directory works no more, or the directory has them no more and there is activity of them here. Only where it can tell.
                             * @constant
                             */
                            left?: true;
                            activeDays: number;
                            sessionCount: number;
                            /** @description The sum of all sessions. */
                            durationMs: number;
                            /** @description The same with devices used at once counted once. */
                            activeDurationMs: number;
                            /** @description In the range; in the zone of the user's last activity. null only with everyone=true, for who was not active in it. */
                            lastActiveAt: string | null;
                        }[];
                        /** @description For the next page; null on the last one. */
                        nextCursor: string | null;
                        /**
                         * @description Whether the directory could say who people are; absent if the network has none. answered: who is in it has a name here. incomplete: it has more people than are kept, so who has no name may have one. loading: it is being read for the first time, so ask again in some seconds. unavailable: it could not be read. No answer waits for it.
                         * @enum {string}
                         */
                        directory?: "answered" | "incomplete" | "loading" | "unavailable";
                        /** @description Everything that was stored by then is in this answer: when the last finished rollup began, usually less than five minutes ago. null before the first one. */
                        asOf: string | null;
                        /** @description When activity of these dates could be recorded that may still be read: tracking was on, and nothing of it is past retention or erased. In UTC, in order, and from a day before the first date until a day after the last, since dates are those of the place where somebody is. At most 1,000; of more, those with the shortest gaps between them are one. Outside of them, no activity does not mean that there was none. */
                        recorded: {
                            /**
                             * @description ISO 8601 with milliseconds and a numeric offset: 2026-11-25T09:00:00.000+01:00
                             * @example 2026-11-25T09:00:00.000+01:00
                             */
                            from: string;
                            /** @description null where activity is being recorded now. */
                            to: string | null;
                        }[];
                        /** @description When the first of all that may still be read began; null if there is none. */
                        recordedSince: string | null;
                    };
                };
            };
            /** @description bad-request, invalid-parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token-missing, token-invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope-missing, foreign-network */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too-many-requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description headers-too-large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unavailable, access-log-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getNetworkUsersCsv: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
                search?: string;
                everyone?: "true";
                sort?: "user" | "activeDays" | "sessions" | "duration" | "lastActive";
                order?: "asc" | "desc";
                dialect?: "excel";
                lang?: "de" | "en" | "fr" | "nl";
            };
            header?: never;
            path: {
                networkId: string & unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Streamed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description bad-request, invalid-parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token-missing, token-invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope-missing, foreign-network */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too-many-requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description headers-too-large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unavailable, access-log-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getNetworkUsersXlsx: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
                search?: string;
                everyone?: "true";
                sort?: "user" | "activeDays" | "sessions" | "duration" | "lastActive";
                order?: "asc" | "desc";
                lang?: "de" | "en" | "fr" | "nl";
            };
            header?: never;
            path: {
                networkId: string & unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Streamed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                };
            };
            /** @description bad-request, invalid-parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token-missing, token-invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope-missing, foreign-network */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too-many-requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description headers-too-large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unavailable, access-log-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getNetworkDays: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
                precision?: "second";
            };
            header?: never;
            path: {
                networkId: string & unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The days, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: date
                         * @description YYYY-MM-DD
                         */
                        from: string;
                        /**
                         * Format: date
                         * @description YYYY-MM-DD
                         */
                        to: string;
                        /** @description Dates with activity only, newest first. */
                        days: {
                            /**
                             * Format: date
                             * @description YYYY-MM-DD
                             */
                            date: string;
                            activeUsers: number;
                            sessionCount: number;
                            /** @description The sum of all sessions. */
                            durationMs: number;
                            /** @description The same with devices used at once counted once. */
                            activeDurationMs: number;
                            /** @description The date is not over for some of them. */
                            provisional: boolean;
                        }[];
                        /** @description Everything that was stored by then is in this answer: when the last finished rollup began, usually less than five minutes ago. null before the first one. */
                        asOf: string | null;
                        /** @description When activity of these dates could be recorded that may still be read: tracking was on, and nothing of it is past retention or erased. In UTC, in order, and from a day before the first date until a day after the last, since dates are those of the place where somebody is. At most 1,000; of more, those with the shortest gaps between them are one. Outside of them, no activity does not mean that there was none. */
                        recorded: {
                            /**
                             * @description ISO 8601 with milliseconds and a numeric offset: 2026-11-25T09:00:00.000+01:00
                             * @example 2026-11-25T09:00:00.000+01:00
                             */
                            from: string;
                            /** @description null where activity is being recorded now. */
                            to: string | null;
                        }[];
                        /** @description When the first of all that may still be read began; null if there is none. */
                        recordedSince: string | null;
                    };
                };
            };
            /** @description bad-request, invalid-parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token-missing, token-invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope-missing, foreign-network */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too-many-requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description headers-too-large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unavailable, access-log-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getNetworkDaysCsv: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
                dialect?: "excel";
                lang?: "de" | "en" | "fr" | "nl";
            };
            header?: never;
            path: {
                networkId: string & unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description bad-request, invalid-parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token-missing, token-invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope-missing, foreign-network */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too-many-requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description headers-too-large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unavailable, access-log-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getNetworkAccessLog: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                reader?: string & unknown;
                kind?: "days" | "sessions" | "csv" | "overview" | "overview-csv" | "erasure";
                from?: string;
                to?: string;
                looks?: "others" | "own" | "all";
                userId?: string & unknown;
            };
            header?: never;
            path: {
                networkId: string & unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of it, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Newest first. */
                        entries: {
                            /**
                             * @description ISO 8601 with milliseconds and a numeric offset: 2026-11-25T09:00:00.000+01:00
                             * @example 2026-11-25T09:00:00.000+01:00
                             */
                            occurredAt: string;
                            /** @description The subject of the token. */
                            reader: string;
                            /** @description The reader in printable ASCII, with \u{…} for every other character and for spaces that are easily overlooked; null where that is the same. Readers that look alike differ in it. */
                            readerEscaped: string | null;
                            /** @description From the directory, if it has them; never in the list of looks at oneself. */
                            readerName?: string;
                            /** @description Whose activity; null for the whole network. */
                            userId: string | null;
                            /** @description From the directory, if it has them; never in the list of looks at oneself. */
                            userName?: string;
                            /** @enum {string} */
                            kind: "days" | "sessions" | "csv" | "overview" | "overview-csv" | "erasure";
                            from: string | null;
                            to: string | null;
                        }[];
                        nextCursor: string | null;
                        /**
                         * @description Whether the directory could say who people are; absent if the network has none. answered: who is in it has a name here. incomplete: it has more people than are kept, so who has no name may have one. loading: it is being read for the first time, so ask again in some seconds. unavailable: it could not be read. No answer waits for it.
                         * @enum {string}
                         */
                        directory?: "answered" | "incomplete" | "loading" | "unavailable";
                    };
                };
            };
            /** @description bad-request, invalid-parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token-missing, token-invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope-missing, foreign-network */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too-many-requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description headers-too-large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getNetworkAccessLogCsv: {
        parameters: {
            query?: {
                reader?: string & unknown;
                kind?: "days" | "sessions" | "csv" | "overview" | "overview-csv" | "erasure";
                from?: string;
                to?: string;
                looks?: "others" | "own" | "all";
                userId?: string & unknown;
                dialect?: "excel";
                lang?: "de" | "en" | "fr" | "nl";
            };
            header?: never;
            path: {
                networkId: string & unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Streamed, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description bad-request, invalid-parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token-missing, token-invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope-missing, foreign-network */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too-many-requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description headers-too-large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMyTracking: {
        parameters: {
            query?: {
                networkId?: string & unknown;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The state */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        networkId: string;
                        userId: string;
                        enabled: boolean;
                        /** @description When it was last switched to what it is; null before the first switch. */
                        since: string | null;
                        inactivityTimeoutSeconds: {
                            mobile: number;
                            web: number;
                        };
                        /** @description How long activity stays readable. */
                        retentionDays: number;
                        /** @description How long it stays on record who looked. */
                        accessLogRetentionDays: number;
                        /** @description When the first of all that may still be read began; null if there is none. */
                        recordedSince: string | null;
                    };
                };
            };
            /** @description bad-request, invalid-parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token-missing, token-invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope-missing, foreign-network */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too-many-requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description headers-too-large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMyDays: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
                viewerTimeZone?: string;
                precision?: "second";
                sessions?: "included";
                networkId?: string & unknown;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The days, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: date
                         * @description YYYY-MM-DD
                         */
                        from: string;
                        /**
                         * Format: date
                         * @description YYYY-MM-DD
                         */
                        to: string;
                        /** @description Dates with activity only, newest first. */
                        days: {
                            /**
                             * Format: date
                             * @description YYYY-MM-DD
                             */
                            date: string;
                            sessionCount: number;
                            /** @description The sum of all sessions of the date. */
                            durationMs: number;
                            /** @description The length of their union. */
                            activeDurationMs: number;
                            devices: {
                                mobile: {
                                    sessionCount: number;
                                    durationMs: number;
                                };
                                web: {
                                    sessionCount: number;
                                    durationMs: number;
                                };
                            };
                            timeZones: string[];
                            /** @description The date is not over. */
                            provisional: boolean;
                            /** @description By start; only with sessions=included. Left out of dates with more than 500, and of the oldest dates where all have more than 20000. */
                            sessions?: {
                                /** @enum {string} */
                                device: "mobile" | "web";
                                /**
                                 * @description ISO 8601 with milliseconds and a numeric offset: 2026-11-25T09:00:00.000+01:00
                                 * @example 2026-11-25T09:00:00.000+01:00
                                 */
                                startedAt: string;
                                /**
                                 * @description ISO 8601 with milliseconds and a numeric offset: 2026-11-25T09:00:00.000+01:00
                                 * @example 2026-11-25T09:00:00.000+01:00
                                 */
                                endedAt: string;
                                timeZone: string;
                                /** @description Only where midnight cuts the session: all of it, on other dates too. */
                                whole?: {
                                    /**
                                     * @description ISO 8601 with milliseconds and a numeric offset: 2026-11-25T09:00:00.000+01:00
                                     * @example 2026-11-25T09:00:00.000+01:00
                                     */
                                    startedAt: string;
                                    /**
                                     * @description ISO 8601 with milliseconds and a numeric offset: 2026-11-25T09:00:00.000+01:00
                                     * @example 2026-11-25T09:00:00.000+01:00
                                     */
                                    endedAt: string;
                                    durationMs: number;
                                };
                            }[];
                        }[];
                        tracking: {
                            enabled: boolean;
                            since: string | null;
                        };
                        /** @description What the directory says about the user; absent if the network has none. */
                        user?: {
                            /** @description From the directory, for people to read. Others may have the same. */
                            name?: string;
                            /** @description From the directory. */
                            department?: string;
                            /** @description From the directory; it tells people with the same name apart. */
                            email?: string;
                            /** @description From the directory: the https address of a picture. */
                            pictureUrl?: string;
                            /** @description Whether the directory has somebody with this id; only where it can tell (directory is answered, or it has them). false without any activity: most likely nobody has this id. */
                            known?: boolean;
                            /**
                             * @description Their account in the directory works no more, or the directory has them no more and there is activity of them here. Only where it can tell.
                             * @constant
                             */
                            left?: true;
                        };
                        /**
                         * @description Whether the directory could say who people are; absent if the network has none. answered: who is in it has a name here. incomplete: it has more people than are kept, so who has no name may have one. loading: it is being read for the first time, so ask again in some seconds. unavailable: it could not be read. No answer waits for it.
                         * @enum {string}
                         */
                        directory?: "answered" | "incomplete" | "loading" | "unavailable";
                        /** @description When activity of these dates could be recorded that may still be read: tracking was on, and nothing of it is past retention or erased. In UTC, in order, and from a day before the first date until a day after the last, since dates are those of the place where somebody is. At most 1,000; of more, those with the shortest gaps between them are one. Outside of them, no activity does not mean that there was none. */
                        recorded: {
                            /**
                             * @description ISO 8601 with milliseconds and a numeric offset: 2026-11-25T09:00:00.000+01:00
                             * @example 2026-11-25T09:00:00.000+01:00
                             */
                            from: string;
                            /** @description null where activity is being recorded now. */
                            to: string | null;
                        }[];
                        /** @description When the first of all that may still be read began; null if there is none. */
                        recordedSince: string | null;
                    };
                };
            };
            /** @description bad-request, invalid-parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token-missing, token-invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope-missing, foreign-network */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too-many-requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description headers-too-large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unavailable, access-log-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMyDaySessions: {
        parameters: {
            query?: {
                viewerTimeZone?: string;
                cursor?: string;
                limit?: number;
                precision?: "second";
                networkId?: string & unknown;
            };
            header?: never;
            path: {
                date: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the sessions, by start */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: date
                         * @description YYYY-MM-DD
                         */
                        date: string;
                        sessions: {
                            /** @enum {string} */
                            device: "mobile" | "web";
                            /**
                             * @description ISO 8601 with milliseconds and a numeric offset: 2026-11-25T09:00:00.000+01:00
                             * @example 2026-11-25T09:00:00.000+01:00
                             */
                            startedAt: string;
                            /**
                             * @description Where midnight cuts a session, the next day's first instant.
                             * @example 2026-11-25T09:00:00.000+01:00
                             */
                            endedAt: string;
                            durationMs: number;
                            timeZone: string;
                            /** @description The user's clock and the viewer's differ at the start or at the end. */
                            differsFromViewer: boolean;
                            continuesFromPreviousDay: boolean;
                            continuesOnNextDay: boolean;
                            /** @description The next heartbeat may still make it longer. */
                            ongoing: boolean;
                            /** @description Only where midnight cuts the session: all of it, on other dates too. */
                            whole?: {
                                /**
                                 * @description ISO 8601 with milliseconds and a numeric offset: 2026-11-25T09:00:00.000+01:00
                                 * @example 2026-11-25T09:00:00.000+01:00
                                 */
                                startedAt: string;
                                /**
                                 * @description ISO 8601 with milliseconds and a numeric offset: 2026-11-25T09:00:00.000+01:00
                                 * @example 2026-11-25T09:00:00.000+01:00
                                 */
                                endedAt: string;
                                durationMs: number;
                            };
                        }[];
                        /** @description For the next page; only where more sessions follow. */
                        nextCursor?: string;
                        /** @description When activity of these dates could be recorded that may still be read: tracking was on, and nothing of it is past retention or erased. In UTC, in order, and from a day before the first date until a day after the last, since dates are those of the place where somebody is. At most 1,000; of more, those with the shortest gaps between them are one. Outside of them, no activity does not mean that there was none. */
                        recorded: {
                            /**
                             * @description ISO 8601 with milliseconds and a numeric offset: 2026-11-25T09:00:00.000+01:00
                             * @example 2026-11-25T09:00:00.000+01:00
                             */
                            from: string;
                            /** @description null where activity is being recorded now. */
                            to: string | null;
                        }[];
                        /** @description When the first of all that may still be read began; null if there is none. */
                        recordedSince: string | null;
                    };
                };
            };
            /** @description bad-request, invalid-parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token-missing, token-invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope-missing, foreign-network */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too-many-requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description headers-too-large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unavailable, access-log-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMySessionsCsv: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
                viewerTimeZone?: string;
                dialect?: "excel";
                lang?: "de" | "en" | "fr" | "nl";
                networkId?: string & unknown;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Streamed, oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description bad-request, invalid-parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token-missing, token-invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope-missing, foreign-network */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too-many-requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description headers-too-large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unavailable, access-log-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMySessionsXlsx: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
                viewerTimeZone?: string;
                lang?: "de" | "en" | "fr" | "nl";
                networkId?: string & unknown;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Streamed, oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                };
            };
            /** @description bad-request, invalid-parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token-missing, token-invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope-missing, foreign-network */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too-many-requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description headers-too-large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unavailable, access-log-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMyAccessLog: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                reader?: string & unknown;
                kind?: "days" | "sessions" | "csv" | "overview" | "overview-csv" | "erasure";
                from?: string;
                to?: string;
                looks?: "others" | "own" | "all";
                networkId?: string & unknown;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of it, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Newest first. */
                        entries: {
                            /**
                             * @description ISO 8601 with milliseconds and a numeric offset: 2026-11-25T09:00:00.000+01:00
                             * @example 2026-11-25T09:00:00.000+01:00
                             */
                            occurredAt: string;
                            /** @description The subject of the token. */
                            reader: string;
                            /** @description The reader in printable ASCII, with \u{…} for every other character and for spaces that are easily overlooked; null where that is the same. Readers that look alike differ in it. */
                            readerEscaped: string | null;
                            /** @description From the directory, if it has them; never in the list of looks at oneself. */
                            readerName?: string;
                            /** @description Whose activity; null for the whole network. */
                            userId: string | null;
                            /** @description From the directory, if it has them; never in the list of looks at oneself. */
                            userName?: string;
                            /** @enum {string} */
                            kind: "days" | "sessions" | "csv" | "overview" | "overview-csv" | "erasure";
                            from: string | null;
                            to: string | null;
                        }[];
                        nextCursor: string | null;
                        /**
                         * @description Whether the directory could say who people are; absent if the network has none. answered: who is in it has a name here. incomplete: it has more people than are kept, so who has no name may have one. loading: it is being read for the first time, so ask again in some seconds. unavailable: it could not be read. No answer waits for it.
                         * @enum {string}
                         */
                        directory?: "answered" | "incomplete" | "loading" | "unavailable";
                    };
                };
            };
            /** @description bad-request, invalid-parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token-missing, token-invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope-missing, foreign-network */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too-many-requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description headers-too-large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createSignInCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The code */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code: string;
                        /** @description Unless it is used before. */
                        expiresInSeconds: number;
                    };
                };
            };
            /** @description bad-request, invalid-parameter, broken-json, invalid-body */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token-missing, token-invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description scope-missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description body-too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unsupported-content-type, unsupported-encoding */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too-many-requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description headers-too-large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    redeemSignInCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code: string;
                };
            };
        };
        responses: {
            /** @description The token. The code is used up. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        token: string;
                    };
                };
            };
            /** @description bad-request, broken-json, invalid-body, sign-in-code-invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description body-too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unsupported-content-type, unsupported-encoding */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too-many-requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description headers-too-large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
