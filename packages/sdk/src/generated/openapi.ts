// Generated from the OpenAPI document by `pnpm --filter @perdura/sdk openapi:write`; do not edit.
export type components = {
    schemas: {
        /**
         * @example {
         *       "id": "665f1a2b3c4d5e6f7a8b9c0e",
         *       "_id": "665f1a2b3c4d5e6f7a8b9c0e",
         *       "workflowId": "665f1a2b3c4d5e6f7a8b9c0d",
         *       "status": "completed",
         *       "triggeredBy": "api",
         *       "triggerData": {
         *         "building": "A栋"
         *       },
         *       "version": 1,
         *       "error": null,
         *       "tags": [],
         *       "businessKey": null,
         *       "parentRunId": null,
         *       "retryOf": null,
         *       "startAt": null,
         *       "temporal": {
         *         "workflowId": "run-665f1a2b3c4d5e6f7a8b9c0e",
         *         "runId": "0198a3f0-0000-7000-8000-000000000000"
         *       },
         *       "createdAt": "2026-04-12T09:00:00.000Z",
         *       "startedAt": "2026-04-12T09:00:00.500Z",
         *       "completedAt": "2026-04-12T09:00:05.000Z",
         *       "durationMs": 4500,
         *       "paused": false,
         *       "result": {
         *         "devices": [],
         *         "total": 0
         *       },
         *       "response": null
         *     }
         */
        RunState: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            _id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            workflowId: string;
            status: components["schemas"]["RunStatus"];
            /**
             * @description `api`: POST /v1/workflows/{id}/run; `cron`: a schedule; `event`: an event; `webhook`: an incoming webhook; `mcp`: a client of an MCP server; `channel`: a message that came in by a channel; `workflow`: a run of another workflow
             * @enum {string}
             */
            triggeredBy: "api" | "cron" | "event" | "webhook" | "channel" | "mcp" | "workflow";
            triggerData?: unknown;
            version: number;
            /** @description Why the run failed or was ended */
            error: {
                code: string;
                message: string;
                nodeId: string | null;
            } | null;
            tags: string[];
            businessKey: string | null;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            parentRunId: string | null;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            retryOf: string | null;
            /**
             * Format: date-time
             * @description When it was asked to start; null for at once
             * @example 2026-04-12T08:00:00.000Z
             */
            startAt: string | null;
            temporal: {
                workflowId: string;
                runId: string | null;
            };
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            startedAt: string | null;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            completedAt: string | null;
            durationMs: number | null;
            /** @description Whether somebody paused it */
            paused: boolean;
            /** @description Result of the last node that succeeded; null before the run completed */
            result?: unknown;
            /** @description Present when the value is too large for this answer; the field that it is of is null then */
            resultOmitted?: {
                bytes: number;
            };
            /** @description What a `respond` node answered: `{status, headers, body}`; null for none */
            response?: unknown;
            /** @description Present when the value is too large for this answer; the field that it is of is null then */
            responseOmitted?: {
                bytes: number;
            };
        };
        /**
         * @description `pending`: 等待执行 (accepted, not begun); `running`: 执行中 (at work); `waiting`: parked on people or time; `completed`: 执行成功 (ended well); `failed`: 执行失败 (ended with an error); `cancelled`: ended on request
         * @enum {string}
         */
        RunStatus: "pending" | "running" | "waiting" | "completed" | "failed" | "cancelled";
        ValidDefinition: {
            /** @enum {boolean} */
            valid: true;
        };
        /**
         * @example {
         *       "id": "665f1a2b3c4d5e6f7a8b9c0d",
         *       "_id": "665f1a2b3c4d5e6f7a8b9c0d",
         *       "userId": "665f1a2b3c4d5e6f7a8b9c01",
         *       "name": "每日设备巡检",
         *       "description": "自动检查设备状态并发送报告",
         *       "trigger": {
         *         "type": "cron",
         *         "schedule": "0 9 * * *"
         *       },
         *       "nodes": [
         *         {
         *           "id": "fetch",
         *           "type": "tool-call",
         *           "config": {
         *             "tool": "iot_get_all_devices",
         *             "input": {}
         *           }
         *         },
         *         {
         *           "id": "analyze",
         *           "type": "ai-generate",
         *           "config": {
         *             "prompt": "分析设备数据:{{fetch.result}}"
         *           }
         *         },
         *         {
         *           "id": "notify",
         *           "type": "email-send",
         *           "config": {
         *             "to": "ops@example.com",
         *             "subject": "巡检报告",
         *             "body": "{{analyze.result}}"
         *           }
         *         }
         *       ],
         *       "edges": [
         *         {
         *           "from": "fetch",
         *           "to": "analyze"
         *         },
         *         {
         *           "from": "analyze",
         *           "to": "notify"
         *         }
         *       ],
         *       "enabled": true,
         *       "source": "api",
         *       "tags": [],
         *       "version": 1,
         *       "createdAt": "2026-04-12T08:00:00.000Z",
         *       "updatedAt": "2026-04-12T08:00:00.000Z"
         *     }
         */
        Workflow: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            _id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            userId: string;
            name: string;
            description: string;
            trigger: components["schemas"]["Trigger"];
            /** @description Where its webhook listens; absent for other triggers */
            webhookUrl?: string;
            enabled: boolean;
            /** @description How it came here: `api`, … */
            source: string;
            tags: string[];
            /** @description Number of the newest version, which a new run is pinned to */
            version: number;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            updatedAt: string;
            nodes: components["schemas"]["Node"][];
            edges: components["schemas"]["Edge"][];
            /** @description Limit on a whole run, in milliseconds */
            timeoutMs?: number;
            /** @description How many runs may be live at once, for each value of `key`; `policy`: what a start without a slot does */
            concurrency?: {
                limit: number;
                /** @enum {string} */
                policy?: "queue" | "skip" | "cancel-oldest";
                /** @description Template over `trigger` and `run` */
                key?: string;
            };
            /** @description How many runs may start within a duration */
            rateLimit?: {
                limit: number;
                /**
                 * @description ISO 8601 (`PT5S`) or short (`5s`)
                 * @example PT10M
                 */
                per: string;
            };
            /** @description 1 is served first; 3 unless told */
            priority?: number;
            /** @description The workflow that starts when a run fails; `trigger.data` tells it of the run */
            onFailure?: {
                workflowId: string;
            };
            /** @description Business key of each run: a template over `trigger` and `run` */
            businessKey?: string;
            /** @description How long the history of a run is kept after its end */
            retentionDays?: number;
            tool?: components["schemas"]["ToolDeclaration"];
        };
        /**
         * @example {
         *       "type": "cron",
         *       "schedule": "0 9 * * *"
         *     }
         */
        Trigger: {
            /** @enum {string} */
            type: "manual" | "cron" | "event" | "webhook" | "channel";
            /** @description cron: five fields, as Vixie cron reads them */
            schedule?: string;
            /** @description cron: IANA time zone, UTC unless told */
            timezone?: string;
            /** @enum {string} */
            overlap?: "skip" | "queue" | "allow" | "cancel-running";
            /**
             * @description ISO 8601 (`PT5S`) or short (`5s`)
             * @example PT10M
             */
            catchupWindow?: string;
            /**
             * @description ISO 8601 (`PT5S`) or short (`5s`)
             * @example PT10M
             */
            jitter?: string;
            startAt?: string;
            endAt?: string;
            /** @description event: the type that starts a run */
            event?: string;
            /** @description event, channel: an expression over `event` or `message` that must hold */
            filter?: string;
            /** @description channel: name of the channel whose messages start a run */
            channel?: string;
            /**
             * @description webhook: it listens at `/v1/hooks/{path}`
             * @example orders/new
             */
            path?: string;
            /** @description webhook: POST alone unless told */
            methods?: ("GET" | "POST" | "PUT" | "PATCH" | "DELETE")[];
            signature?: components["schemas"]["WebhookSignature"];
            /**
             * @description webhook: whether the caller waits for the run
             * @enum {string}
             */
            respond?: "async" | "sync";
            /** @description webhook: how long it waits at most, 25000 unless told */
            waitMs?: number;
        };
        WebhookSignature: {
            /** @enum {string} */
            scheme: "none" | "standard-webhooks" | "github" | "stripe" | "slack" | "hmac";
            /** @description What senders sign with; several while one is exchanged. Answered as `***`, which keeps it when sent back */
            secret?: string | string[];
            /** @description Connections of type `webhook-secret` or `bearer` that hold it, in place of `secret` */
            connection?: string | string[];
            /** @description hmac: the header of the signature */
            header?: string;
            /** @enum {string} */
            algorithm?: "sha256" | "sha1" | "sha512";
            /** @enum {string} */
            encoding?: "hex" | "base64";
            /** @description hmac: text before the signature, such as `sha256=` */
            prefix?: string;
            timestampHeader?: string;
            deliveryHeader?: string;
            /** @description hmac: what is signed, such as `{timestamp}.{body}` */
            signed?: string;
        };
        Node: {
            /** @description Unique in the whole workflow, bodies of loops included */
            id: string;
            /** @enum {string} */
            type: "ai-generate" | "tool-call" | "http-request" | "condition" | "email-send" | "delay" | "wait-for-event" | "switch" | "for-each" | "while" | "sub-workflow" | "transform" | "code" | "respond" | "fail" | "approval" | "channel-reply" | "table-query" | "table-write";
            name?: string;
            /** @description Fields of the node type; any text may hold templates. The `body` of `for-each` and `while` is a graph of its own. */
            config: {
                body?: components["schemas"]["Body"] | unknown | null;
            } & {
                [key: string]: unknown;
            };
            retry?: {
                attempts?: number;
                /**
                 * @description ISO 8601 (`PT5S`) or short (`5s`)
                 * @example PT10M
                 */
                initial?: string;
                factor?: number;
                /**
                 * @description ISO 8601 (`PT5S`) or short (`5s`)
                 * @example PT10M
                 */
                maximum?: string;
                nonRetryable?: string[];
            };
            /** @description Limit on one attempt, in milliseconds */
            timeoutMs?: number;
            /** @description Limit on all attempts together, in milliseconds */
            totalTimeoutMs?: number;
            /** @description How many incoming edges must be taken before the node runs */
            join?: ("all" | "any") | number;
            /**
             * @description What a failure does after its last attempt, unless an `error` edge takes it
             * @enum {string}
             */
            onError?: "fail" | "continue" | "park";
            /** @description What undoes the node, once it succeeded, when the run fails or is cancelled */
            compensate?: {
                /** @enum {string} */
                type: "ai-generate" | "tool-call" | "http-request" | "email-send" | "code";
                config: {
                    [key: string]: unknown;
                };
            };
            /** @description Passes the node over: always, or when the expression holds */
            skip?: boolean | string;
        };
        /** @description The nested graph of a loop; its nodes may be loops themselves */
        Body: {
            nodes: components["schemas"]["Node"][];
            edges: components["schemas"]["Edge"][];
        };
        Edge: {
            from: string;
            to: string;
            /**
             * @description The outcome that takes this edge
             * @example true
             */
            condition?: string;
        };
        /** @description Makes the workflow a tool of the project’s MCP servers */
        ToolDeclaration: {
            /** @description 1 to 64 letters, digits, `_` and `-`; from the name when absent */
            name?: string;
            description?: string;
            /** @description JSON Schema of the arguments: the trigger’s data */
            inputSchema?: {
                [key: string]: unknown;
            };
        };
        /** @description RFC 9457 problem document */
        Problem: {
            /**
             * Format: uri-reference
             * @description Page that explains the code
             */
            type: string;
            title: string;
            status: number;
            detail: string;
            /** @enum {string} */
            code: "VALIDATION_FAILED" | "INVALID_JSON" | "FLOW_OPERATION_INVALID" | "FLOW_INVALID" | "TRIGGER_FAILED" | "TRIGGER_TEST_FAILED" | "PIECE_OPTIONS_FAILED" | "CONNECTION_REFUSED" | "SEARCH_TOO_BROAD" | "BULK_TOO_MANY_RUNS" | "SIGN_IN_REFUSED" | "UNAUTHENTICATED" | "WEBHOOK_SIGNATURE_INVALID" | "WEBHOOK_UNAUTHENTICATED" | "FORBIDDEN" | "SESSION_REQUIRED" | "CROSS_SITE_REQUEST" | "ADMIN_REQUIRED" | "ROLE_REQUIRED" | "PROJECT_FORBIDDEN" | "NOT_AN_APPROVER" | "SELF_APPROVAL" | "NOT_FOUND" | "PROJECT_NOT_FOUND" | "MEMBER_NOT_FOUND" | "USER_NOT_FOUND" | "INVITATION_NOT_FOUND" | "INVITATION_LINK_UNKNOWN" | "FLOW_NOT_FOUND" | "FLOW_VERSION_NOT_FOUND" | "PIECE_NOT_FOUND" | "PIECE_NOT_INSTALLED" | "TABLE_NOT_FOUND" | "FIELD_NOT_FOUND" | "RECORD_NOT_FOUND" | "TABLE_WEBHOOK_NOT_FOUND" | "TABLE_LIMIT" | "FOLDER_NOT_FOUND" | "ORIGIN_REFUSED" | "MCP_SERVER_NOT_FOUND" | "FLOW_DISABLED" | "FLOW_GONE" | "RESUME_UNKNOWN" | "RESUME_ENDED" | "RUN_UNANSWERED" | "FLOW_RUN_FAILED" | "CALL_DEPTH_EXCEEDED" | "WORKFLOW_NOT_FOUND" | "VERSION_NOT_FOUND" | "LABEL_NOT_FOUND" | "DRAFT_NOT_FOUND" | "SCHEDULE_NOT_FOUND" | "RUN_NOT_FOUND" | "STEP_NOT_FOUND" | "SEARCH_NOT_FOUND" | "BULK_JOB_NOT_FOUND" | "FILE_NOT_FOUND" | "APPROVAL_NOT_FOUND" | "APPROVAL_LINK_UNKNOWN" | "GROUP_NOT_FOUND" | "TOOL_NOT_FOUND" | "VARIABLE_NOT_FOUND" | "CONNECTION_NOT_FOUND" | "SUBSCRIPTION_NOT_FOUND" | "CHANNEL_NOT_FOUND" | "DELIVERY_NOT_FOUND" | "SESSION_NOT_FOUND" | "RESET_LINK_UNKNOWN" | "API_KEY_NOT_FOUND" | "METHOD_NOT_ALLOWED" | "REQUEST_TIMEOUT" | "WORKFLOW_DISABLED" | "CONCURRENCY_SKIPPED" | "RUN_ENDED" | "RUN_STATE" | "BULK_JOB_ENDED" | "APPROVAL_ENDED" | "APPROVAL_DECIDED" | "CHANNEL_DISABLED" | "CHANNEL_IN_USE" | "PATH_TAKEN" | "DRAFT_OUTDATED" | "FLOW_BUSY" | "NAME_TAKEN" | "ALREADY_MEMBER" | "LAST_OWNER" | "LAST_ADMIN" | "PROJECT_IN_USE" | "INVITATION_LINK_SPENT" | "APPROVAL_LINK_SPENT" | "PRECONDITION_FAILED" | "PAYLOAD_TOO_LARGE" | "UNSUPPORTED_MEDIA_TYPE" | "IDEMPOTENCY_KEY_REUSED" | "BULK_JOBS_LIMIT" | "QUOTA_EXCEEDED" | "TOO_MANY_WATCHERS" | "RATE_LIMITED" | "REQUEST_HEAD_TOO_LARGE" | "INTERNAL_ERROR" | "DATABASE_UNAVAILABLE" | "TEMPORAL_UNAVAILABLE" | "PIECE_UNAVAILABLE" | "NO_WORKER" | "TOOL_TEST_TIMEOUT";
            errors: components["schemas"]["ProblemFault"][];
            requestId: string;
        };
        ProblemFault: {
            /**
             * @description JSON Pointer to the place (RFC 6901)
             * @example /nodes/0/config/url
             */
            pointer: string;
            message: string;
            /** @description Place inside an expression, or inside a body that is no JSON */
            position?: {
                line: number;
                column: number;
            };
        };
        /**
         * @example {
         *       "name": "每日设备巡检",
         *       "description": "自动检查设备状态并发送报告",
         *       "trigger": {
         *         "type": "cron",
         *         "schedule": "0 9 * * *"
         *       },
         *       "nodes": [
         *         {
         *           "id": "fetch",
         *           "type": "tool-call",
         *           "config": {
         *             "tool": "iot_get_all_devices",
         *             "input": {}
         *           }
         *         },
         *         {
         *           "id": "analyze",
         *           "type": "ai-generate",
         *           "config": {
         *             "prompt": "分析设备数据:{{fetch.result}}"
         *           }
         *         },
         *         {
         *           "id": "notify",
         *           "type": "email-send",
         *           "config": {
         *             "to": "ops@example.com",
         *             "subject": "巡检报告",
         *             "body": "{{analyze.result}}"
         *           }
         *         }
         *       ],
         *       "edges": [
         *         {
         *           "from": "fetch",
         *           "to": "analyze"
         *         },
         *         {
         *           "from": "analyze",
         *           "to": "notify"
         *         }
         *       ]
         *     }
         */
        NewWorkflow: {
            name: string;
            description?: string;
            trigger?: components["schemas"]["Trigger"];
            nodes?: components["schemas"]["Node"][];
            edges?: components["schemas"]["Edge"][];
            /** @description Limit on a whole run, in milliseconds */
            timeoutMs?: number;
            /** @description How many runs may be live at once, for each value of `key`; `policy`: what a start without a slot does */
            concurrency?: {
                limit: number;
                /** @enum {string} */
                policy?: "queue" | "skip" | "cancel-oldest";
                /** @description Template over `trigger` and `run` */
                key?: string;
            };
            /** @description How many runs may start within a duration */
            rateLimit?: {
                limit: number;
                /**
                 * @description ISO 8601 (`PT5S`) or short (`5s`)
                 * @example PT10M
                 */
                per: string;
            };
            /** @description 1 is served first; 3 unless told */
            priority?: number;
            /** @description The workflow that starts when a run fails; `trigger.data` tells it of the run */
            onFailure?: {
                workflowId: string;
            };
            /**
             * @description Labels of the workflow and, by template over `trigger` and `run`, of its runs
             * @example [
             *       "iot"
             *     ]
             */
            tags?: string[];
            /** @description Business key of each run: a template over `trigger` and `run` */
            businessKey?: string;
            /** @description How long the history of a run is kept after its end */
            retentionDays?: number;
            tool?: components["schemas"]["ToolDeclaration"];
            enabled?: boolean;
            /** @description What this version is for */
            note?: string;
        };
        WorkflowList: {
            workflows: components["schemas"]["WorkflowOverview"][];
            /** @description How many items all pages hold together */
            total: number;
            /** @description Cursor of the next page; null on the last */
            nextCursor: string | null;
        };
        WorkflowOverview: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            _id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            userId: string;
            name: string;
            description: string;
            trigger: components["schemas"]["Trigger"];
            /** @description Where its webhook listens; absent for other triggers */
            webhookUrl?: string;
            enabled: boolean;
            /** @description How it came here: `api`, … */
            source: string;
            tags: string[];
            /** @description Number of the newest version, which a new run is pinned to */
            version: number;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            updatedAt: string;
        };
        /**
         * @example {
         *       "enabled": false,
         *       "description": "暂停巡检"
         *     }
         */
        WorkflowChange: {
            name?: string;
            description?: string;
            trigger?: components["schemas"]["Trigger"];
            nodes?: components["schemas"]["Node"][];
            edges?: components["schemas"]["Edge"][];
            /** @description Limit on a whole run, in milliseconds */
            timeoutMs?: number;
            /** @description How many runs may be live at once, for each value of `key`; `policy`: what a start without a slot does */
            concurrency?: {
                limit: number;
                /** @enum {string} */
                policy?: "queue" | "skip" | "cancel-oldest";
                /** @description Template over `trigger` and `run` */
                key?: string;
            };
            /** @description How many runs may start within a duration */
            rateLimit?: {
                limit: number;
                /**
                 * @description ISO 8601 (`PT5S`) or short (`5s`)
                 * @example PT10M
                 */
                per: string;
            };
            /** @description 1 is served first; 3 unless told */
            priority?: number;
            /** @description The workflow that starts when a run fails; `trigger.data` tells it of the run */
            onFailure?: {
                workflowId: string;
            };
            /**
             * @description Labels of the workflow and, by template over `trigger` and `run`, of its runs
             * @example [
             *       "iot"
             *     ]
             */
            tags?: string[];
            /** @description Business key of each run: a template over `trigger` and `run` */
            businessKey?: string;
            /** @description How long the history of a run is kept after its end */
            retentionDays?: number;
            tool?: components["schemas"]["ToolDeclaration"];
            enabled?: boolean;
            /** @description What this version is for */
            note?: string;
        };
        Success: {
            /** @enum {boolean} */
            success: true;
        };
        VersionList: {
            versions: components["schemas"]["Version"][];
            /** @description How many items all pages hold together */
            total: number;
            /** @description Cursor of the next page; null on the last */
            nextCursor: string | null;
        };
        Version: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            _id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            workflowId: string;
            version: number;
            name: string;
            description: string;
            trigger: components["schemas"]["Trigger"];
            nodes: components["schemas"]["Node"][];
            edges: components["schemas"]["Edge"][];
            /** @description Limit on a whole run, in milliseconds */
            timeoutMs?: number;
            /** @description How many runs may be live at once, for each value of `key`; `policy`: what a start without a slot does */
            concurrency?: {
                limit: number;
                /** @enum {string} */
                policy?: "queue" | "skip" | "cancel-oldest";
                /** @description Template over `trigger` and `run` */
                key?: string;
            };
            /** @description How many runs may start within a duration */
            rateLimit?: {
                limit: number;
                /**
                 * @description ISO 8601 (`PT5S`) or short (`5s`)
                 * @example PT10M
                 */
                per: string;
            };
            /** @description 1 is served first; 3 unless told */
            priority?: number;
            /** @description The workflow that starts when a run fails; `trigger.data` tells it of the run */
            onFailure?: {
                workflowId: string;
            };
            /** @description Business key of each run: a template over `trigger` and `run` */
            businessKey?: string;
            /** @description How long the history of a run is kept after its end */
            retentionDays?: number;
            tool?: components["schemas"]["ToolDeclaration"];
            tags?: string[];
            /**
             * @description Labels that point at it
             * @example [
             *       "production"
             *     ]
             */
            labels: string[];
            /** @description SHA-256 of the canonical definition, hex */
            hash: string;
            /**
             * @description User who made it
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            author: string;
            note: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            createdAt: string;
        };
        /**
         * @example {
         *       "fields": [
         *         {
         *           "path": "/trigger/schedule",
         *           "from": "0 9 * * *",
         *           "to": "0 8 * * *"
         *         }
         *       ],
         *       "nodes": {
         *         "added": [],
         *         "removed": [],
         *         "changed": [
         *           {
         *             "id": "notify",
         *             "fields": [
         *               {
         *                 "path": "/config/subject",
         *                 "to": "巡检报告"
         *               }
         *             ]
         *           }
         *         ]
         *       },
         *       "edges": {
         *         "added": [
         *           {
         *             "from": "fetch",
         *             "to": "notify"
         *           }
         *         ],
         *         "removed": []
         *       }
         *     }
         */
        VersionDiff: {
            /** @description Name, description, trigger, tags and policies */
            fields: components["schemas"]["FieldChange"][];
            nodes: {
                added: {
                    [key: string]: unknown;
                }[];
                removed: {
                    [key: string]: unknown;
                }[];
                /** @description Pointers within the node. Nodes of its body are the same when their ids are; a pointer to one has its position in `from`, or in `to` where something was added */
                changed: {
                    id: string;
                    fields: components["schemas"]["FieldChange"][];
                }[];
            };
            /** @description An edge whose condition changed is removed and added */
            edges: {
                added: {
                    [key: string]: unknown;
                }[];
                removed: {
                    [key: string]: unknown;
                }[];
            };
        };
        FieldChange: {
            /**
             * @description JSON Pointer (RFC 6901)
             * @example /config/url
             */
            path: string;
            /** @description Absent where there was nothing */
            from?: unknown;
            /** @description Absent where there is nothing any more */
            to?: unknown;
        };
        /**
         * @example {
         *       "note": "Before the move"
         *     }
         */
        VersionChange: {
            /** @description What this version is for */
            note: string;
        };
        /** @example {} */
        VersionRestore: {
            /** @description What this version is for */
            note?: string;
        };
        LabelList: {
            labels: components["schemas"]["Label"][];
            /** @description How many items all pages hold together */
            total: number;
            /** @description Cursor of the next page; null on the last */
            nextCursor: string | null;
        };
        /**
         * @example {
         *       "label": "production",
         *       "version": 3,
         *       "updatedAt": "2026-04-12T08:00:00.000Z",
         *       "by": "665f1a2b3c4d5e6f7a8b9c01"
         *     }
         */
        Label: {
            label: string;
            version: number;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            updatedAt: string;
            /**
             * @description User who pointed it at that version
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            by: string;
        };
        /**
         * @example {
         *       "version": 3
         *     }
         */
        LabelTarget: {
            /**
             * @description A number, a label, or `latest`
             * @example production
             */
            version: number | string;
        };
        Draft: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            workflowId: string;
            /** @description As its author wrote it */
            name?: unknown;
            /** @description As its author wrote it */
            description?: unknown;
            /** @description As its author wrote it */
            enabled?: unknown;
            /** @description As its author wrote it */
            note?: unknown;
            /** @description As its author wrote it */
            trigger?: unknown;
            /** @description As its author wrote it */
            nodes?: unknown;
            /** @description As its author wrote it */
            edges?: unknown;
            /** @description As its author wrote it */
            timeoutMs?: unknown;
            /** @description As its author wrote it */
            concurrency?: unknown;
            /** @description As its author wrote it */
            rateLimit?: unknown;
            /** @description As its author wrote it */
            priority?: unknown;
            /** @description As its author wrote it */
            onFailure?: unknown;
            /** @description As its author wrote it */
            tags?: unknown;
            /** @description As its author wrote it */
            businessKey?: unknown;
            /** @description As its author wrote it */
            retentionDays?: unknown;
            /** @description As its author wrote it */
            tool?: unknown;
            /** @description The version that the work is based on */
            baseVersion: number;
            /** @description Whether the workflow has changed since that version */
            outdated: boolean;
            /** @description Raised with each change, also over earlier drafts; the ETag */
            revision: number;
            /** @description Whether it could be published */
            valid: boolean;
            /** @description What keeps it from being published */
            errors: components["schemas"]["ProblemFault"][];
            /**
             * @description User who changed it last
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            by: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            updatedAt: string;
        };
        /**
         * @example {
         *       "nodes": [
         *         {
         *           "id": "fetch",
         *           "type": "http-request",
         *           "config": {}
         *         }
         *       ]
         *     }
         */
        DraftBody: {
            /** @description Absent: the workflow keeps its name */
            name?: unknown;
            /** @description Absent: it keeps its description */
            description?: unknown;
            /** @description Absent: it stays as it is */
            enabled?: unknown;
            /** @description What the version will be for, unless publishing says otherwise */
            note?: unknown;
            trigger?: components["schemas"]["Trigger"];
            nodes?: components["schemas"]["Node"][];
            edges?: components["schemas"]["Edge"][];
            /** @description Limit on a whole run, in milliseconds */
            timeoutMs?: number;
            /** @description How many runs may be live at once, for each value of `key`; `policy`: what a start without a slot does */
            concurrency?: {
                limit: number;
                /** @enum {string} */
                policy?: "queue" | "skip" | "cancel-oldest";
                /** @description Template over `trigger` and `run` */
                key?: string;
            };
            /** @description How many runs may start within a duration */
            rateLimit?: {
                limit: number;
                /**
                 * @description ISO 8601 (`PT5S`) or short (`5s`)
                 * @example PT10M
                 */
                per: string;
            };
            /** @description 1 is served first; 3 unless told */
            priority?: number;
            /** @description The workflow that starts when a run fails; `trigger.data` tells it of the run */
            onFailure?: {
                workflowId: string;
            };
            /**
             * @description Labels of the workflow and, by template over `trigger` and `run`, of its runs
             * @example [
             *       "iot"
             *     ]
             */
            tags?: string[];
            /** @description Business key of each run: a template over `trigger` and `run` */
            businessKey?: string;
            /** @description How long the history of a run is kept after its end */
            retentionDays?: number;
            tool?: components["schemas"]["ToolDeclaration"];
            /** @description The version that the work is based on. Absent: it stays as it is, or is the newest for a new draft */
            baseVersion?: number;
        };
        /**
         * @example {
         *       "note": "Warn earlier"
         *     }
         */
        DraftPublication: {
            /** @description What this version is for */
            note?: string;
            /** @description Publish it though the workflow has changed since */
            force?: boolean;
        };
        RunList: {
            runs: components["schemas"]["Run"][];
            /** @description How many items all pages hold together */
            total: number;
            /** @description Cursor of the next page; null on the last */
            nextCursor: string | null;
        };
        /**
         * @example {
         *       "id": "665f1a2b3c4d5e6f7a8b9c0e",
         *       "_id": "665f1a2b3c4d5e6f7a8b9c0e",
         *       "workflowId": "665f1a2b3c4d5e6f7a8b9c0d",
         *       "status": "completed",
         *       "triggeredBy": "api",
         *       "triggerData": {
         *         "building": "A栋"
         *       },
         *       "stepResults": [
         *         {
         *           "nodeId": "fetch",
         *           "nodeType": "tool-call",
         *           "iteration": "0",
         *           "status": "success",
         *           "result": {
         *             "devices": [],
         *             "total": 0
         *           },
         *           "error": null,
         *           "attempts": 1,
         *           "warnings": [],
         *           "startedAt": "2026-04-12T09:00:01.000Z",
         *           "completedAt": "2026-04-12T09:00:02.000Z",
         *           "childRunId": null,
         *           "carriedFrom": null
         *         }
         *       ],
         *       "moreSteps": false,
         *       "version": 1,
         *       "error": null,
         *       "tags": [],
         *       "businessKey": null,
         *       "parentRunId": null,
         *       "retryOf": null,
         *       "startAt": null,
         *       "temporal": {
         *         "workflowId": "run-665f1a2b3c4d5e6f7a8b9c0e",
         *         "runId": "0198a3f0-0000-7000-8000-000000000000"
         *       },
         *       "createdAt": "2026-04-12T09:00:00.000Z",
         *       "startedAt": "2026-04-12T09:00:00.500Z",
         *       "completedAt": "2026-04-12T09:00:05.000Z",
         *       "durationMs": 4500,
         *       "paused": false,
         *       "result": {
         *         "devices": [],
         *         "total": 0
         *       },
         *       "response": null,
         *       "iterations": {}
         *     }
         */
        Run: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            _id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            workflowId: string;
            status: components["schemas"]["RunStatus"];
            /**
             * @description `api`: POST /v1/workflows/{id}/run; `cron`: a schedule; `event`: an event; `webhook`: an incoming webhook; `mcp`: a client of an MCP server; `channel`: a message that came in by a channel; `workflow`: a run of another workflow
             * @enum {string}
             */
            triggeredBy: "api" | "cron" | "event" | "webhook" | "channel" | "mcp" | "workflow";
            triggerData?: unknown;
            /** @description In the order in which they started. Of a run with very many steps: those outside loops and of first rounds, then of each node of a loop those that failed, are open or are newest */
            stepResults: components["schemas"]["StepResult"][];
            /** @description Whether the run has steps that are not here; GET /v1/runs/{id}/steps/{nodeId} gives those of a node */
            moreSteps: boolean;
            version: number;
            /** @description Why the run failed or was ended */
            error: {
                code: string;
                message: string;
                nodeId: string | null;
            } | null;
            tags: string[];
            businessKey: string | null;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            parentRunId: string | null;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            retryOf: string | null;
            /**
             * Format: date-time
             * @description When it was asked to start; null for at once
             * @example 2026-04-12T08:00:00.000Z
             */
            startAt: string | null;
            temporal: {
                workflowId: string;
                runId: string | null;
            };
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            startedAt: string | null;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            completedAt: string | null;
            durationMs: number | null;
            /** @description Whether somebody paused it */
            paused: boolean;
            /** @description Result of the last node that succeeded; null before the run completed */
            result?: unknown;
            /** @description Present when the value is too large for this answer; the field that it is of is null then */
            resultOmitted?: {
                bytes: number;
            };
            /** @description What a `respond` node answered: `{status, headers, body}`; null for none */
            response?: unknown;
            /** @description Present when the value is too large for this answer; the field that it is of is null then */
            responseOmitted?: {
                bytes: number;
            };
            /** @description By node id, for each node that ran in more rounds of a loop than the first; in lists left empty for runs that have more steps than are shown */
            iterations: {
                [key: string]: components["schemas"]["IterationCounts"];
            };
        };
        StepResult: {
            nodeId: string;
            nodeType: string;
            /** @description `0` outside loops; `2`, `2.0` inside: the round of each loop around it */
            iteration: string;
            /**
             * @description `running`: at work; `waiting`: parked on people or time; `success`: ended well; `failed`: ended with an error; `skipped`: on a branch that was not taken; `cancelled`: stopped with its run
             * @enum {string}
             */
            status: "running" | "waiting" | "success" | "failed" | "skipped" | "cancelled";
            result?: unknown;
            /** @description Present when the value is too large for this answer; the field that it is of is null then */
            resultOmitted?: {
                bytes: number;
            };
            error: {
                code: string;
                message: string;
            } | null;
            attempts: number;
            warnings: string[];
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            startedAt: string | null;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            completedAt: string | null;
            /**
             * @description The run that a `sub-workflow` step started
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            childRunId: string | null;
            /**
             * @description The run that did the step, where this one carried it over from what it repeats
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            carriedFrom: string | null;
        };
        IterationCounts: {
            total: number;
            running: number;
            waiting: number;
            success: number;
            failed: number;
            skipped: number;
            cancelled: number;
        };
        /**
         * @example {
         *       "counts": {
         *         "completed": 3,
         *         "failed": 1
         *       }
         *     }
         */
        RunCounts: {
            counts: {
                [key: string]: number | {
                    [key: string]: number;
                };
            };
        };
        Schedule: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            workflowId: string;
            schedule: string;
            timezone: string;
            /** @description The schedule in words, in the caller’s language */
            description: string | null;
            /** @enum {string} */
            overlap: "skip" | "queue" | "allow" | "cancel-running";
            catchupWindow: string;
            jitter: string | null;
            startAt: string | null;
            endAt: string | null;
            /** @description Whether the workflow is enabled */
            enabled: boolean;
            /** @description Whether somebody paused the schedule */
            paused: boolean;
            /** @description What was said when it was paused or resumed last */
            note: string;
            /** @description When it will fire, soonest first, jitter left out: never while it is paused or disabled */
            nextFires: string[];
            /** @description What came of its last times, newest first */
            recent: components["schemas"]["ScheduleFire"][];
        };
        ScheduleFire: {
            /**
             * Format: date-time
             * @description The time that the schedule meant
             * @example 2026-04-12T09:00:00.000Z
             */
            at: string;
            /**
             * @description The run that was started for it
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            runId: string | null;
            /**
             * @description `started`: a run was made; `skipped`: none was to be, as `reason` says; `missed`: the schedule could not be served, and it was too late when it could
             * @enum {string}
             */
            outcome: "started" | "skipped" | "missed";
            /** @description Why no run was made; empty where one was */
            reason: string;
            /** @description Whether somebody had it made up for afterwards */
            backfill: boolean;
        };
        ScheduleFireList: {
            fires: components["schemas"]["ScheduleFire"][];
            /** @description How many items all pages hold together */
            total: number;
            /** @description Cursor of the next page; null on the last */
            nextCursor: string | null;
        };
        /**
         * @example {
         *       "note": "设备维护中"
         *     }
         */
        ScheduleNote: {
            /** @description Why, for others to read */
            note?: string;
        };
        AcceptedBackfill: {
            /** @description How many times the schedule names there */
            fires: number;
            /** @description How many runs were made now */
            started: number;
            /** @description The run of each time, the oldest first, those of before included */
            runIds: string[];
        };
        /**
         * @example {
         *       "from": "2026-04-05T00:00:00Z",
         *       "to": "2026-04-12T00:00:00Z"
         *     }
         */
        Backfill: {
            /**
             * Format: date-time
             * @description Times after this one
             */
            from: string;
            /**
             * Format: date-time
             * @description Times up to this one, itself included; not in the future
             */
            to: string;
            /** @description Run times once more for which a run was made before */
            again?: boolean;
            /** @description Most of these runs at once: one unless told, or all where the overlap is `allow`. A limit of the workflow’s own holds instead where it has one */
            concurrency?: number;
        };
        ScheduleList: {
            schedules: components["schemas"]["ScheduleOverview"][];
            /** @description How many items all pages hold together */
            total: number;
            /** @description Cursor of the next page; null on the last */
            nextCursor: string | null;
        };
        ScheduleOverview: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            workflowId: string;
            schedule: string;
            timezone: string;
            /** @description The schedule in words, in the caller’s language */
            description: string | null;
            /** @enum {string} */
            overlap: "skip" | "queue" | "allow" | "cancel-running";
            catchupWindow: string;
            jitter: string | null;
            startAt: string | null;
            endAt: string | null;
            /** @description Whether the workflow is enabled */
            enabled: boolean;
            /** @description Whether somebody paused the schedule */
            paused: boolean;
            /** @description What was said when it was paused or resumed last */
            note: string;
            /** @description Of the workflow */
            name: string;
            /**
             * Format: date-time
             * @example 2026-04-12T09:00:00.000Z
             */
            nextFire: string | null;
        };
        UpcomingFires: {
            fires: components["schemas"]["UpcomingFire"][];
            /** @description Whether there are more up to `to`: ask for a shorter stretch */
            more: boolean;
        };
        UpcomingFire: {
            /**
             * Format: date-time
             * @example 2026-04-12T09:00:00.000Z
             */
            at: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            workflowId: string;
            /** @description Of the workflow */
            name: string;
            /**
             * @description The run that waits for this time; null for a time of a schedule
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            runId: string | null;
        };
        EndedRun: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            runId: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            _id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            workflowId: string;
            status: components["schemas"]["RunStatus"];
            /**
             * @description `api`: POST /v1/workflows/{id}/run; `cron`: a schedule; `event`: an event; `webhook`: an incoming webhook; `mcp`: a client of an MCP server; `channel`: a message that came in by a channel; `workflow`: a run of another workflow
             * @enum {string}
             */
            triggeredBy: "api" | "cron" | "event" | "webhook" | "channel" | "mcp" | "workflow";
            triggerData?: unknown;
            /** @description In the order in which they started. Of a run with very many steps: those outside loops and of first rounds, then of each node of a loop those that failed, are open or are newest */
            stepResults: components["schemas"]["StepResult"][];
            /** @description Whether the run has steps that are not here; GET /v1/runs/{id}/steps/{nodeId} gives those of a node */
            moreSteps: boolean;
            version: number;
            /** @description Why the run failed or was ended */
            error: {
                code: string;
                message: string;
                nodeId: string | null;
            } | null;
            tags: string[];
            businessKey: string | null;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            parentRunId: string | null;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            retryOf: string | null;
            /**
             * Format: date-time
             * @description When it was asked to start; null for at once
             * @example 2026-04-12T08:00:00.000Z
             */
            startAt: string | null;
            temporal: {
                workflowId: string;
                runId: string | null;
            };
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            startedAt: string | null;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            completedAt: string | null;
            durationMs: number | null;
            /** @description Whether somebody paused it */
            paused: boolean;
            /** @description Result of the last node that succeeded; null before the run completed */
            result?: unknown;
            /** @description Present when the value is too large for this answer; the field that it is of is null then */
            resultOmitted?: {
                bytes: number;
            };
            /** @description What a `respond` node answered: `{status, headers, body}`; null for none */
            response?: unknown;
            /** @description Present when the value is too large for this answer; the field that it is of is null then */
            responseOmitted?: {
                bytes: number;
            };
            /** @description By node id, for each node that ran in more rounds of a loop than the first; in lists left empty for runs that have more steps than are shown */
            iterations: {
                [key: string]: components["schemas"]["IterationCounts"];
            };
        };
        /**
         * @example {
         *       "runId": "665f1a2b3c4d5e6f7a8b9c0e",
         *       "status": "pending",
         *       "message": "工作流已加入执行队列"
         *     }
         */
        StartedRun: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            runId: string;
            status: components["schemas"]["RunStatus"];
            message: string;
            /**
             * Format: date-time
             * @description Present for a run for later
             * @example 2026-04-12T08:00:00.000Z
             */
            startAt?: string;
        };
        /**
         * @example {
         *       "data": {
         *         "building": "A栋"
         *       }
         *     }
         */
        RunStart: {
            /** @description Trigger data; nodes read it as {{trigger.data}} */
            data?: {
                [key: string]: unknown;
            };
            /**
             * @description Labels for finding
             * @example [
             *       "iot"
             *     ]
             */
            tags?: string[];
            /** @description Key of the caller’s own, for searching */
            businessKey?: string;
            /**
             * @description Version to run: a number, a label, or `latest`, as unless told
             * @example production
             */
            version?: number | string;
            /**
             * Format: date-time
             * @description When it shall start, within 5 years; at once unless told
             */
            at?: string;
        };
        AcceptedRunOperation: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            runId: string;
            status: components["schemas"]["RunStatus"];
        };
        /**
         * @example {
         *       "nodeId": "send",
         *       "nodeType": "http-request",
         *       "iterations": [
         *         {
         *           "iteration": "0",
         *           "status": "success",
         *           "input": {
         *             "url": "https://example.com/orders",
         *             "headers": {
         *               "authorization": "***"
         *             }
         *           },
         *           "result": {
         *             "status": 201
         *           },
         *           "error": null,
         *           "startedAt": "2026-04-12T09:00:01.000Z",
         *           "completedAt": "2026-04-12T09:00:03.400Z",
         *           "attemptCount": 2,
         *           "attempts": [
         *             {
         *               "attempt": 1,
         *               "queuedAt": "2026-04-12T09:00:01.000Z",
         *               "startedAt": "2026-04-12T09:00:01.100Z",
         *               "endedAt": "2026-04-12T09:00:01.300Z",
         *               "error": {
         *                 "code": "HTTP_STATUS",
         *                 "message": "it answered 503"
         *               },
         *               "worker": "4711@worker-1"
         *             },
         *             {
         *               "attempt": 2,
         *               "queuedAt": "2026-04-12T09:00:02.300Z",
         *               "startedAt": "2026-04-12T09:00:02.400Z",
         *               "endedAt": "2026-04-12T09:00:03.400Z",
         *               "error": null,
         *               "worker": "4711@worker-1"
         *             }
         *           ],
         *           "log": [],
         *           "warnings": [],
         *           "childRunId": null
         *         }
         *       ],
         *       "total": 1,
         *       "nextCursor": null
         *     }
         */
        StepDetail: {
            nodeId: string;
            nodeType: string;
            iterations: components["schemas"]["StepIteration"][];
            /** @description How many items all pages hold together */
            total: number;
            /** @description Cursor of the next page; null on the last */
            nextCursor: string | null;
        };
        StepIteration: {
            iteration: string;
            /**
             * @description `running`: at work; `waiting`: parked on people or time; `success`: ended well; `failed`: ended with an error; `skipped`: on a branch that was not taken; `cancelled`: stopped with its run
             * @enum {string}
             */
            status: "running" | "waiting" | "success" | "failed" | "skipped" | "cancelled";
            /** @description The config of the newest attempt, its templates resolved and its secrets masked; null while there is none, and for nodes that only compute, unless they failed or logged */
            input?: unknown;
            result?: unknown;
            /** @description Present when the value is too large for this answer; the field that it is of is null then */
            resultOmitted?: {
                bytes: number;
            };
            error: {
                code: string;
                message: string;
            } | null;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            startedAt: string | null;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            completedAt: string | null;
            /** @description How often it was tried, attempts lost with their worker included */
            attemptCount: number;
            attempts: components["schemas"]["StepAttempt"][];
            /** @description What its newest attempts logged */
            log: components["schemas"]["StepLogLine"][];
            warnings: string[];
            /**
             * @description The run that a `sub-workflow` step started
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            childRunId: string | null;
        };
        StepAttempt: {
            attempt: number;
            /**
             * Format: date-time
             * @description When it was handed to the workers; null when not known
             * @example 2026-04-12T08:00:00.000Z
             */
            queuedAt: string | null;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            startedAt: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            endedAt: string | null;
            error: {
                code: string;
                message: string;
            } | null;
            /** @description The process that made it; null when it told nothing by itself */
            worker: string | null;
        };
        StepLogLine: {
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            at: string;
            level: string;
            message: string;
        };
        /** @description Each event of the stream; its `data` is JSON in one line */
        LiveMessage: components["schemas"]["RunMessage"] | components["schemas"]["StepMessage"];
        RunMessage: {
            /** @enum {string} */
            event: "run";
            /**
             * @description Whole number that rises from event to event
             * @example 19999999
             */
            id: string;
            data: string;
        };
        StepMessage: {
            /** @enum {string} */
            event: "step";
            /**
             * @description Whole number that rises from event to event
             * @example 19999999
             */
            id: string;
            data: string;
        };
        /**
         * @example {
         *       "action": "retry"
         *     }
         */
        RunResume: {
            /**
             * @description What becomes of parked steps; without it a paused run goes on
             * @enum {string}
             */
            action?: "retry" | "skip" | "fail";
            /** @description Takes the place of the trigger’s data for a retry */
            data?: unknown;
            /** @description Result of the skipped step; null unless told */
            result?: unknown;
            /** @description One parked step; all of them unless told */
            nodeId?: string;
            /** @description Its iteration; `0` unless told */
            iteration?: string;
        };
        /**
         * @example {
         *       "from": "failed"
         *     }
         */
        RunRetry: {
            /**
             * @description `failed`: what has finished is not run again; `start`: everything is; the id of a node outside loops: that node is, and what comes after it
             * @default failed
             */
            from?: string;
            /**
             * @description The version that the run was pinned to, or the newest one
             * @default pinned
             * @enum {string}
             */
            version?: "pinned" | "latest";
            /** @description In place of the trigger’s data */
            data?: {
                [key: string]: unknown;
            };
            /** @description Results of nodes outside loops, by id, that get them instead of being run */
            results?: {
                [key: string]: unknown;
            };
        };
        /** @example {} */
        RunRerun: {
            /** @description In place of the trigger’s data */
            data?: {
                [key: string]: unknown;
            };
        };
        RunLineage: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            runId: string;
            /** @description The run that it repeats, the one that that repeats, and so on */
            retryOf: {
                /**
                 * @description 24 lower-case hex characters; sorts by creation time
                 * @example 665f1a2b3c4d5e6f7a8b9c0d
                 */
                id: string;
                /**
                 * @description 24 lower-case hex characters; sorts by creation time
                 * @example 665f1a2b3c4d5e6f7a8b9c0d
                 */
                workflowId: string;
                version: number;
                status: components["schemas"]["RunStatus"];
                /**
                 * @description `api`: POST /v1/workflows/{id}/run; `cron`: a schedule; `event`: an event; `webhook`: an incoming webhook; `mcp`: a client of an MCP server; `channel`: a message that came in by a channel; `workflow`: a run of another workflow
                 * @enum {string}
                 */
                triggeredBy: "api" | "cron" | "event" | "webhook" | "channel" | "mcp" | "workflow";
                /**
                 * @description 24 lower-case hex characters; sorts by creation time
                 * @example 665f1a2b3c4d5e6f7a8b9c0d
                 */
                retryOf: string | null;
                /** @description The step of the parent that started it */
                nodeId: string | null;
                iteration: string | null;
                /**
                 * Format: date-time
                 * @example 2026-04-12T08:00:00.000Z
                 */
                createdAt: string;
                /**
                 * Format: date-time
                 * @example 2026-04-12T08:00:00.000Z
                 */
                completedAt: string | null;
            }[];
            /** @description All that repeat it or each other, oldest first */
            retries: {
                /**
                 * @description 24 lower-case hex characters; sorts by creation time
                 * @example 665f1a2b3c4d5e6f7a8b9c0d
                 */
                id: string;
                /**
                 * @description 24 lower-case hex characters; sorts by creation time
                 * @example 665f1a2b3c4d5e6f7a8b9c0d
                 */
                workflowId: string;
                version: number;
                status: components["schemas"]["RunStatus"];
                /**
                 * @description `api`: POST /v1/workflows/{id}/run; `cron`: a schedule; `event`: an event; `webhook`: an incoming webhook; `mcp`: a client of an MCP server; `channel`: a message that came in by a channel; `workflow`: a run of another workflow
                 * @enum {string}
                 */
                triggeredBy: "api" | "cron" | "event" | "webhook" | "channel" | "mcp" | "workflow";
                /**
                 * @description 24 lower-case hex characters; sorts by creation time
                 * @example 665f1a2b3c4d5e6f7a8b9c0d
                 */
                retryOf: string | null;
                /** @description The step of the parent that started it */
                nodeId: string | null;
                iteration: string | null;
                /**
                 * Format: date-time
                 * @example 2026-04-12T08:00:00.000Z
                 */
                createdAt: string;
                /**
                 * Format: date-time
                 * @example 2026-04-12T08:00:00.000Z
                 */
                completedAt: string | null;
            }[];
            parent: {
                /**
                 * @description 24 lower-case hex characters; sorts by creation time
                 * @example 665f1a2b3c4d5e6f7a8b9c0d
                 */
                id: string;
                /**
                 * @description 24 lower-case hex characters; sorts by creation time
                 * @example 665f1a2b3c4d5e6f7a8b9c0d
                 */
                workflowId: string;
                version: number;
                status: components["schemas"]["RunStatus"];
                /**
                 * @description `api`: POST /v1/workflows/{id}/run; `cron`: a schedule; `event`: an event; `webhook`: an incoming webhook; `mcp`: a client of an MCP server; `channel`: a message that came in by a channel; `workflow`: a run of another workflow
                 * @enum {string}
                 */
                triggeredBy: "api" | "cron" | "event" | "webhook" | "channel" | "mcp" | "workflow";
                /**
                 * @description 24 lower-case hex characters; sorts by creation time
                 * @example 665f1a2b3c4d5e6f7a8b9c0d
                 */
                retryOf: string | null;
                /** @description The step of the parent that started it */
                nodeId: string | null;
                iteration: string | null;
                /**
                 * Format: date-time
                 * @example 2026-04-12T08:00:00.000Z
                 */
                createdAt: string;
                /**
                 * Format: date-time
                 * @example 2026-04-12T08:00:00.000Z
                 */
                completedAt: string | null;
            } | null;
            /** @description Runs that its steps started, newest first */
            children: {
                /**
                 * @description 24 lower-case hex characters; sorts by creation time
                 * @example 665f1a2b3c4d5e6f7a8b9c0d
                 */
                id: string;
                /**
                 * @description 24 lower-case hex characters; sorts by creation time
                 * @example 665f1a2b3c4d5e6f7a8b9c0d
                 */
                workflowId: string;
                version: number;
                status: components["schemas"]["RunStatus"];
                /**
                 * @description `api`: POST /v1/workflows/{id}/run; `cron`: a schedule; `event`: an event; `webhook`: an incoming webhook; `mcp`: a client of an MCP server; `channel`: a message that came in by a channel; `workflow`: a run of another workflow
                 * @enum {string}
                 */
                triggeredBy: "api" | "cron" | "event" | "webhook" | "channel" | "mcp" | "workflow";
                /**
                 * @description 24 lower-case hex characters; sorts by creation time
                 * @example 665f1a2b3c4d5e6f7a8b9c0d
                 */
                retryOf: string | null;
                /** @description The step of the parent that started it */
                nodeId: string | null;
                iteration: string | null;
                /**
                 * Format: date-time
                 * @example 2026-04-12T08:00:00.000Z
                 */
                createdAt: string;
                /**
                 * Format: date-time
                 * @example 2026-04-12T08:00:00.000Z
                 */
                completedAt: string | null;
            }[];
            more: {
                retryOf: boolean;
                retries: boolean;
                children: boolean;
            };
        };
        BulkTotal: {
            total: number;
        };
        StartedBulkJob: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            jobId: string;
        };
        /**
         * @example {
         *       "action": "retry",
         *       "filter": {
         *         "status": [
         *           "failed"
         *         ],
         *         "createdAfter": "2026-04-12T00:00:00Z"
         *       },
         *       "input": {
         *         "from": "failed"
         *       }
         *     }
         */
        BulkRequest: components["schemas"]["BulkCancel"] | components["schemas"]["BulkTerminate"] | components["schemas"]["BulkPause"] | components["schemas"]["BulkResume"] | components["schemas"]["BulkRetry"] | components["schemas"]["BulkRerun"];
        BulkCancel: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            action: "cancel";
            /**
             * @description The parameters of the search, lists as arrays; `{}` stands for all runs of the project
             * @example {
             *       "status": [
             *         "failed"
             *       ],
             *       "createdAfter": "2026-04-12T00:00:00Z"
             *     }
             */
            filter: {
                /** @description Only runs in one of these states */
                status?: ("pending" | "running" | "waiting" | "completed" | "failed" | "cancelled")[];
                /** @description Only runs of these workflows */
                workflowId?: string[];
                /** @description Only runs that one of these started */
                triggeredBy?: ("api" | "cron" | "event" | "webhook" | "channel" | "mcp" | "workflow")[];
                /**
                 * Format: date-time
                 * @description Only runs made at or after this time
                 */
                createdAfter?: string;
                /**
                 * Format: date-time
                 * @description Only runs made before this time
                 */
                createdBefore?: string;
                /**
                 * Format: date-time
                 * @description Only runs that ended at or after this time
                 */
                completedAfter?: string;
                /**
                 * Format: date-time
                 * @description Only runs that ended before this time
                 */
                completedBefore?: string;
                /** @description Only runs that have a step of this node */
                nodeId?: string;
                /** @description Text within the code or message of the run’s error, whatever its case */
                error?: string;
                /** @description Only runs with this tag */
                tag?: string;
                /** @description Only runs with this key of the caller’s own */
                businessKey?: string;
                /** @description Only runs that this run started */
                parentRunId?: string;
                /** @description Only runs that repeat this run */
                retryOf?: string;
                /**
                 * @description Only runs whose trigger data has a value at this path: `order.id`, `items[0].sku`, `["a name"].x`. Data too large to be kept with the run (over 32 KB) is not searched
                 * @example order.id
                 */
                dataPath?: string;
                /** @description With `dataPath`: only runs that have this value there: a text as it is, a number, `true`, `false` or `null` as JSON */
                dataValue?: string;
                /** @description Only ended runs that took at least this long */
                minDurationMs?: number;
                /** @description Only ended runs that took at most this long */
                maxDurationMs?: number;
                /** @description With `nodeId`: only runs in which a step of that node is in one of these states */
                nodeStatus?: ("running" | "waiting" | "success" | "failed" | "skipped" | "cancelled")[];
                /** @description Only runs whose error has one of these codes */
                errorCode?: string[];
                /** @description Only runs of this version */
                version?: number;
                /** @description Only runs that are paused, or only those that are not */
                paused?: boolean;
            };
            /** @description This action takes none */
            input?: Record<string, never>;
        };
        BulkTerminate: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            action: "terminate";
            /**
             * @description The parameters of the search, lists as arrays; `{}` stands for all runs of the project
             * @example {
             *       "status": [
             *         "failed"
             *       ],
             *       "createdAfter": "2026-04-12T00:00:00Z"
             *     }
             */
            filter: {
                /** @description Only runs in one of these states */
                status?: ("pending" | "running" | "waiting" | "completed" | "failed" | "cancelled")[];
                /** @description Only runs of these workflows */
                workflowId?: string[];
                /** @description Only runs that one of these started */
                triggeredBy?: ("api" | "cron" | "event" | "webhook" | "channel" | "mcp" | "workflow")[];
                /**
                 * Format: date-time
                 * @description Only runs made at or after this time
                 */
                createdAfter?: string;
                /**
                 * Format: date-time
                 * @description Only runs made before this time
                 */
                createdBefore?: string;
                /**
                 * Format: date-time
                 * @description Only runs that ended at or after this time
                 */
                completedAfter?: string;
                /**
                 * Format: date-time
                 * @description Only runs that ended before this time
                 */
                completedBefore?: string;
                /** @description Only runs that have a step of this node */
                nodeId?: string;
                /** @description Text within the code or message of the run’s error, whatever its case */
                error?: string;
                /** @description Only runs with this tag */
                tag?: string;
                /** @description Only runs with this key of the caller’s own */
                businessKey?: string;
                /** @description Only runs that this run started */
                parentRunId?: string;
                /** @description Only runs that repeat this run */
                retryOf?: string;
                /**
                 * @description Only runs whose trigger data has a value at this path: `order.id`, `items[0].sku`, `["a name"].x`. Data too large to be kept with the run (over 32 KB) is not searched
                 * @example order.id
                 */
                dataPath?: string;
                /** @description With `dataPath`: only runs that have this value there: a text as it is, a number, `true`, `false` or `null` as JSON */
                dataValue?: string;
                /** @description Only ended runs that took at least this long */
                minDurationMs?: number;
                /** @description Only ended runs that took at most this long */
                maxDurationMs?: number;
                /** @description With `nodeId`: only runs in which a step of that node is in one of these states */
                nodeStatus?: ("running" | "waiting" | "success" | "failed" | "skipped" | "cancelled")[];
                /** @description Only runs whose error has one of these codes */
                errorCode?: string[];
                /** @description Only runs of this version */
                version?: number;
                /** @description Only runs that are paused, or only those that are not */
                paused?: boolean;
            };
            /** @description This action takes none */
            input?: Record<string, never>;
        };
        BulkPause: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            action: "pause";
            /**
             * @description The parameters of the search, lists as arrays; `{}` stands for all runs of the project
             * @example {
             *       "status": [
             *         "failed"
             *       ],
             *       "createdAfter": "2026-04-12T00:00:00Z"
             *     }
             */
            filter: {
                /** @description Only runs in one of these states */
                status?: ("pending" | "running" | "waiting" | "completed" | "failed" | "cancelled")[];
                /** @description Only runs of these workflows */
                workflowId?: string[];
                /** @description Only runs that one of these started */
                triggeredBy?: ("api" | "cron" | "event" | "webhook" | "channel" | "mcp" | "workflow")[];
                /**
                 * Format: date-time
                 * @description Only runs made at or after this time
                 */
                createdAfter?: string;
                /**
                 * Format: date-time
                 * @description Only runs made before this time
                 */
                createdBefore?: string;
                /**
                 * Format: date-time
                 * @description Only runs that ended at or after this time
                 */
                completedAfter?: string;
                /**
                 * Format: date-time
                 * @description Only runs that ended before this time
                 */
                completedBefore?: string;
                /** @description Only runs that have a step of this node */
                nodeId?: string;
                /** @description Text within the code or message of the run’s error, whatever its case */
                error?: string;
                /** @description Only runs with this tag */
                tag?: string;
                /** @description Only runs with this key of the caller’s own */
                businessKey?: string;
                /** @description Only runs that this run started */
                parentRunId?: string;
                /** @description Only runs that repeat this run */
                retryOf?: string;
                /**
                 * @description Only runs whose trigger data has a value at this path: `order.id`, `items[0].sku`, `["a name"].x`. Data too large to be kept with the run (over 32 KB) is not searched
                 * @example order.id
                 */
                dataPath?: string;
                /** @description With `dataPath`: only runs that have this value there: a text as it is, a number, `true`, `false` or `null` as JSON */
                dataValue?: string;
                /** @description Only ended runs that took at least this long */
                minDurationMs?: number;
                /** @description Only ended runs that took at most this long */
                maxDurationMs?: number;
                /** @description With `nodeId`: only runs in which a step of that node is in one of these states */
                nodeStatus?: ("running" | "waiting" | "success" | "failed" | "skipped" | "cancelled")[];
                /** @description Only runs whose error has one of these codes */
                errorCode?: string[];
                /** @description Only runs of this version */
                version?: number;
                /** @description Only runs that are paused, or only those that are not */
                paused?: boolean;
            };
            /** @description This action takes none */
            input?: Record<string, never>;
        };
        BulkResume: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            action: "resume";
            /**
             * @description The parameters of the search, lists as arrays; `{}` stands for all runs of the project
             * @example {
             *       "status": [
             *         "failed"
             *       ],
             *       "createdAfter": "2026-04-12T00:00:00Z"
             *     }
             */
            filter: {
                /** @description Only runs in one of these states */
                status?: ("pending" | "running" | "waiting" | "completed" | "failed" | "cancelled")[];
                /** @description Only runs of these workflows */
                workflowId?: string[];
                /** @description Only runs that one of these started */
                triggeredBy?: ("api" | "cron" | "event" | "webhook" | "channel" | "mcp" | "workflow")[];
                /**
                 * Format: date-time
                 * @description Only runs made at or after this time
                 */
                createdAfter?: string;
                /**
                 * Format: date-time
                 * @description Only runs made before this time
                 */
                createdBefore?: string;
                /**
                 * Format: date-time
                 * @description Only runs that ended at or after this time
                 */
                completedAfter?: string;
                /**
                 * Format: date-time
                 * @description Only runs that ended before this time
                 */
                completedBefore?: string;
                /** @description Only runs that have a step of this node */
                nodeId?: string;
                /** @description Text within the code or message of the run’s error, whatever its case */
                error?: string;
                /** @description Only runs with this tag */
                tag?: string;
                /** @description Only runs with this key of the caller’s own */
                businessKey?: string;
                /** @description Only runs that this run started */
                parentRunId?: string;
                /** @description Only runs that repeat this run */
                retryOf?: string;
                /**
                 * @description Only runs whose trigger data has a value at this path: `order.id`, `items[0].sku`, `["a name"].x`. Data too large to be kept with the run (over 32 KB) is not searched
                 * @example order.id
                 */
                dataPath?: string;
                /** @description With `dataPath`: only runs that have this value there: a text as it is, a number, `true`, `false` or `null` as JSON */
                dataValue?: string;
                /** @description Only ended runs that took at least this long */
                minDurationMs?: number;
                /** @description Only ended runs that took at most this long */
                maxDurationMs?: number;
                /** @description With `nodeId`: only runs in which a step of that node is in one of these states */
                nodeStatus?: ("running" | "waiting" | "success" | "failed" | "skipped" | "cancelled")[];
                /** @description Only runs whose error has one of these codes */
                errorCode?: string[];
                /** @description Only runs of this version */
                version?: number;
                /** @description Only runs that are paused, or only those that are not */
                paused?: boolean;
            };
            input?: components["schemas"]["RunResume"];
        };
        BulkRetry: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            action: "retry";
            /**
             * @description The parameters of the search, lists as arrays; `{}` stands for all runs of the project
             * @example {
             *       "status": [
             *         "failed"
             *       ],
             *       "createdAfter": "2026-04-12T00:00:00Z"
             *     }
             */
            filter: {
                /** @description Only runs in one of these states */
                status?: ("pending" | "running" | "waiting" | "completed" | "failed" | "cancelled")[];
                /** @description Only runs of these workflows */
                workflowId?: string[];
                /** @description Only runs that one of these started */
                triggeredBy?: ("api" | "cron" | "event" | "webhook" | "channel" | "mcp" | "workflow")[];
                /**
                 * Format: date-time
                 * @description Only runs made at or after this time
                 */
                createdAfter?: string;
                /**
                 * Format: date-time
                 * @description Only runs made before this time
                 */
                createdBefore?: string;
                /**
                 * Format: date-time
                 * @description Only runs that ended at or after this time
                 */
                completedAfter?: string;
                /**
                 * Format: date-time
                 * @description Only runs that ended before this time
                 */
                completedBefore?: string;
                /** @description Only runs that have a step of this node */
                nodeId?: string;
                /** @description Text within the code or message of the run’s error, whatever its case */
                error?: string;
                /** @description Only runs with this tag */
                tag?: string;
                /** @description Only runs with this key of the caller’s own */
                businessKey?: string;
                /** @description Only runs that this run started */
                parentRunId?: string;
                /** @description Only runs that repeat this run */
                retryOf?: string;
                /**
                 * @description Only runs whose trigger data has a value at this path: `order.id`, `items[0].sku`, `["a name"].x`. Data too large to be kept with the run (over 32 KB) is not searched
                 * @example order.id
                 */
                dataPath?: string;
                /** @description With `dataPath`: only runs that have this value there: a text as it is, a number, `true`, `false` or `null` as JSON */
                dataValue?: string;
                /** @description Only ended runs that took at least this long */
                minDurationMs?: number;
                /** @description Only ended runs that took at most this long */
                maxDurationMs?: number;
                /** @description With `nodeId`: only runs in which a step of that node is in one of these states */
                nodeStatus?: ("running" | "waiting" | "success" | "failed" | "skipped" | "cancelled")[];
                /** @description Only runs whose error has one of these codes */
                errorCode?: string[];
                /** @description Only runs of this version */
                version?: number;
                /** @description Only runs that are paused, or only those that are not */
                paused?: boolean;
            };
            input?: components["schemas"]["RunRetry"];
        };
        BulkRerun: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            action: "rerun";
            /**
             * @description The parameters of the search, lists as arrays; `{}` stands for all runs of the project
             * @example {
             *       "status": [
             *         "failed"
             *       ],
             *       "createdAfter": "2026-04-12T00:00:00Z"
             *     }
             */
            filter: {
                /** @description Only runs in one of these states */
                status?: ("pending" | "running" | "waiting" | "completed" | "failed" | "cancelled")[];
                /** @description Only runs of these workflows */
                workflowId?: string[];
                /** @description Only runs that one of these started */
                triggeredBy?: ("api" | "cron" | "event" | "webhook" | "channel" | "mcp" | "workflow")[];
                /**
                 * Format: date-time
                 * @description Only runs made at or after this time
                 */
                createdAfter?: string;
                /**
                 * Format: date-time
                 * @description Only runs made before this time
                 */
                createdBefore?: string;
                /**
                 * Format: date-time
                 * @description Only runs that ended at or after this time
                 */
                completedAfter?: string;
                /**
                 * Format: date-time
                 * @description Only runs that ended before this time
                 */
                completedBefore?: string;
                /** @description Only runs that have a step of this node */
                nodeId?: string;
                /** @description Text within the code or message of the run’s error, whatever its case */
                error?: string;
                /** @description Only runs with this tag */
                tag?: string;
                /** @description Only runs with this key of the caller’s own */
                businessKey?: string;
                /** @description Only runs that this run started */
                parentRunId?: string;
                /** @description Only runs that repeat this run */
                retryOf?: string;
                /**
                 * @description Only runs whose trigger data has a value at this path: `order.id`, `items[0].sku`, `["a name"].x`. Data too large to be kept with the run (over 32 KB) is not searched
                 * @example order.id
                 */
                dataPath?: string;
                /** @description With `dataPath`: only runs that have this value there: a text as it is, a number, `true`, `false` or `null` as JSON */
                dataValue?: string;
                /** @description Only ended runs that took at least this long */
                minDurationMs?: number;
                /** @description Only ended runs that took at most this long */
                maxDurationMs?: number;
                /** @description With `nodeId`: only runs in which a step of that node is in one of these states */
                nodeStatus?: ("running" | "waiting" | "success" | "failed" | "skipped" | "cancelled")[];
                /** @description Only runs whose error has one of these codes */
                errorCode?: string[];
                /** @description Only runs of this version */
                version?: number;
                /** @description Only runs that are paused, or only those that are not */
                paused?: boolean;
            };
            input?: components["schemas"]["RunRerun"];
        };
        BulkJobList: {
            jobs: components["schemas"]["BulkJobSummary"][];
            /** @description How many items all pages hold together */
            total: number;
            /** @description Cursor of the next page; null on the last */
            nextCursor: string | null;
        };
        BulkJobSummary: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            _id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            jobId: string;
            /** @enum {string} */
            action: "cancel" | "terminate" | "pause" | "resume" | "retry" | "rerun";
            /** @description As it was asked for */
            filter: {
                [key: string]: unknown;
            };
            /**
             * @description `cancelled`: it was stopped; what was not begun by then stays `pending`
             * @enum {string}
             */
            status: "running" | "completed" | "cancelled";
            /** @description The runs that matched when it was asked for */
            total: number;
            succeeded: number;
            /** @description Runs that the action did not fit, or that refused it */
            failed: number;
            /** @description Runs that are still to be done */
            pending: number;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            completedAt: string | null;
            /** @description Address of whoever asked for it */
            by: string | null;
        };
        BulkJob: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            _id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            jobId: string;
            /** @enum {string} */
            action: "cancel" | "terminate" | "pause" | "resume" | "retry" | "rerun";
            /** @description As it was asked for */
            filter: {
                [key: string]: unknown;
            };
            /**
             * @description `cancelled`: it was stopped; what was not begun by then stays `pending`
             * @enum {string}
             */
            status: "running" | "completed" | "cancelled";
            /** @description The runs that matched when it was asked for */
            total: number;
            succeeded: number;
            /** @description Runs that the action did not fit, or that refused it */
            failed: number;
            /** @description Runs that are still to be done */
            pending: number;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            completedAt: string | null;
            /** @description Address of whoever asked for it */
            by: string | null;
            input: {
                [key: string]: unknown;
            };
            /** @description The failures of at most 100 runs, newest runs first; the list of its runs has all */
            errors: {
                /**
                 * @description 24 lower-case hex characters; sorts by creation time
                 * @example 665f1a2b3c4d5e6f7a8b9c0d
                 */
                runId: string;
                code: string;
                message: string;
            }[];
        };
        BulkItemList: {
            items: components["schemas"]["BulkItem"][];
            /** @description How many items all pages hold together */
            total: number;
            /** @description Cursor of the next page; null on the last */
            nextCursor: string | null;
        };
        BulkItem: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            runId: string;
            /** @enum {string} */
            outcome: "pending" | "succeeded" | "failed";
            code: string | null;
            message: string | null;
            /**
             * @description The run that a retry or rerun made
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            newRunId: string | null;
        };
        SavedSearch: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            _id: string;
            name: string;
            /** @description The parameters of the search, sets as lists */
            filter: {
                [key: string]: unknown;
            };
            /** @description Id of the user who made it */
            createdBy: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            updatedAt: string;
        };
        /**
         * @example {
         *       "name": "Failed last night",
         *       "filter": {
         *         "status": [
         *           "failed"
         *         ],
         *         "createdAfter": "2026-04-12T00:00:00Z"
         *       }
         *     }
         */
        NewSavedSearch: {
            /** @description Unique in the project */
            name: string;
            filter: components["schemas"]["RunFilter"];
        };
        /**
         * @example {
         *       "status": [
         *         "failed"
         *       ],
         *       "createdAfter": "2026-04-12T00:00:00Z"
         *     }
         */
        RunFilter: {
            /** @description Only runs in one of these states */
            status?: ("pending" | "running" | "waiting" | "completed" | "failed" | "cancelled")[];
            /** @description Only runs of these workflows */
            workflowId?: string[];
            /** @description Only runs that one of these started */
            triggeredBy?: ("api" | "cron" | "event" | "webhook" | "channel" | "mcp" | "workflow")[];
            /**
             * Format: date-time
             * @description Only runs made at or after this time
             */
            createdAfter?: string;
            /**
             * Format: date-time
             * @description Only runs made before this time
             */
            createdBefore?: string;
            /**
             * Format: date-time
             * @description Only runs that ended at or after this time
             */
            completedAfter?: string;
            /**
             * Format: date-time
             * @description Only runs that ended before this time
             */
            completedBefore?: string;
            /** @description Only runs that have a step of this node */
            nodeId?: string;
            /** @description Text within the code or message of the run’s error, whatever its case */
            error?: string;
            /** @description Only runs with this tag */
            tag?: string;
            /** @description Only runs with this key of the caller’s own */
            businessKey?: string;
            /** @description Only runs that this run started */
            parentRunId?: string;
            /** @description Only runs that repeat this run */
            retryOf?: string;
            /**
             * @description Only runs whose trigger data has a value at this path: `order.id`, `items[0].sku`, `["a name"].x`. Data too large to be kept with the run (over 32 KB) is not searched
             * @example order.id
             */
            dataPath?: string;
            /** @description With `dataPath`: only runs that have this value there: a text as it is, a number, `true`, `false` or `null` as JSON */
            dataValue?: string;
            /** @description Only ended runs that took at least this long */
            minDurationMs?: number;
            /** @description Only ended runs that took at most this long */
            maxDurationMs?: number;
            /** @description With `nodeId`: only runs in which a step of that node is in one of these states */
            nodeStatus?: ("running" | "waiting" | "success" | "failed" | "skipped" | "cancelled")[];
            /** @description Only runs whose error has one of these codes */
            errorCode?: string[];
            /** @description Only runs of this version */
            version?: number;
            /** @description Only runs that are paused, or only those that are not */
            paused?: boolean;
        };
        SavedSearchList: {
            searches: components["schemas"]["SavedSearch"][];
            /** @description How many items all pages hold together */
            total: number;
            /** @description Cursor of the next page; null on the last */
            nextCursor: string | null;
        };
        /**
         * @example {
         *       "name": "Failed"
         *     }
         */
        SavedSearchChange: {
            /** @description Unique in the project */
            name?: string;
            filter?: components["schemas"]["RunFilter"];
        };
        ApprovalList: {
            approvals: components["schemas"]["Approval"][];
            /** @description How many items all pages hold together */
            total: number;
            /** @description Cursor of the next page; null on the last */
            nextCursor: string | null;
        };
        Approval: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            _id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            runId: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            workflowId: string;
            nodeId: string;
            /** @description `0` outside loops */
            iteration: string;
            /** @enum {string} */
            status: "pending" | "approved" | "rejected" | "timeout" | "cancelled";
            message: string;
            /** @description Who was asked so far, as the workflow names them */
            approvers: string[];
            /** @description Addresses of those who were asked and have not decided */
            waitingFor: string[];
            /** @description The highest level that was asked */
            level: number;
            /** @description How many must approve */
            required: number | "all";
            /** @description JSON Schema of what a decision says beside itself */
            form: {
                [key: string]: unknown;
            } | null;
            decisions: components["schemas"]["ApprovalDecision"][];
            comments: components["schemas"]["ApprovalComment"][];
            /** @description Shares that were handed on */
            delegations: {
                by: string;
                to: string;
                /**
                 * Format: date-time
                 * @example 2026-04-12T08:00:00.000Z
                 */
                at: string;
            }[];
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            deadline: string | null;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            endedAt: string | null;
            run: components["schemas"]["ApprovalRun"];
        };
        ApprovalDecision: {
            /** @description Address of whoever decided */
            by: string;
            level: number;
            /** @enum {string} */
            decision: "approve" | "reject";
            comment: string | null;
            form?: unknown;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            at: string;
        };
        ApprovalComment: {
            by: string;
            text: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            at: string;
        };
        /** @description The run that waits */
        ApprovalRun: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            id: string;
            /** @enum {string} */
            status: "pending" | "running" | "waiting" | "completed" | "failed" | "cancelled";
            workflowName: string;
            version: number;
            /** @enum {string} */
            triggeredBy: "api" | "cron" | "event" | "webhook" | "channel" | "mcp" | "workflow";
            businessKey: string | null;
            startedBy: {
                /**
                 * @description 24 lower-case hex characters; sorts by creation time
                 * @example 665f1a2b3c4d5e6f7a8b9c0d
                 */
                id: string;
                name: string;
                email: string;
            } | null;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            createdAt: string;
        };
        /**
         * @example {
         *       "decision": "approve",
         *       "comment": "fine"
         *     }
         */
        NewApprovalDecision: {
            /** @enum {string} */
            decision: "approve" | "reject";
            comment?: string | null;
            /** @description Checked against the task’s `form`; a rejection may leave it out */
            form?: unknown;
        };
        /**
         * @example {
         *       "to": "li@example.com"
         *     }
         */
        ApprovalDelegation: {
            /** @description An address, or `user:<id>` */
            to: string;
        };
        /**
         * @example {
         *       "text": "Which invoice?"
         *     }
         */
        NewApprovalComment: {
            text: string;
        };
        /**
         * @example {
         *       "deadline": "2026-07-01T08:00:00Z"
         *     }
         */
        ApprovalDeadline: {
            /**
             * Format: date-time
             * @description In the future
             */
            deadline: string;
        };
        GroupList: {
            groups: components["schemas"]["Group"][];
            /** @description How many items all pages hold together */
            total: number;
            /** @description Cursor of the next page; null on the last */
            nextCursor: string | null;
        };
        Group: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            _id: string;
            name: string;
            members: string[];
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            updatedAt: string;
        };
        /**
         * @example {
         *       "members": [
         *         "li@example.com",
         *         "665f1a2b3c4d5e6f7a8b9c01"
         *       ]
         *     }
         */
        GroupMembers: {
            /** @description Ids of users of the project, or addresses */
            members: string[];
        };
        StoredTool: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            _id: string;
            name: string;
            description: string;
            appId: string | null;
            input_schema: {
                [key: string]: unknown;
            };
            execution: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            updatedAt: string;
            /** @description Whether a tool of that name was replaced */
            updated: boolean;
        };
        /**
         * @example {
         *       "name": "read_meter",
         *       "description": "读取电表 (reads a meter)",
         *       "input_schema": {
         *         "type": "object",
         *         "properties": {
         *           "meterId": {
         *             "type": "string"
         *           }
         *         },
         *         "required": [
         *           "meterId"
         *         ]
         *       },
         *       "execution": {
         *         "type": "http",
         *         "method": "GET",
         *         "url": "https://meters.example.com/{meterId}"
         *       }
         *     }
         */
        NewTool: {
            name: string;
            description: string;
            appId?: string | null;
            /** @description JSON Schema of the input; any object unless told */
            input_schema?: {
                [key: string]: unknown;
            };
            execution: {
                /** @enum {string} */
                type: "http";
                /** @enum {string} */
                method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD";
                /** @example https://example.com/devices/{deviceId} */
                url: string;
                headers?: {
                    [key: string]: string;
                };
                /** @description Query parameters */
                params?: {
                    [key: string]: unknown;
                };
                body?: unknown;
                connection?: string;
            } | {
                /** @enum {string} */
                type: "handler";
                /** @description Name of a built-in tool */
                handler: string;
            } | {
                /** @enum {string} */
                type: "mcp";
                /**
                 * Format: uri
                 * @example https://example.com/hook
                 */
                url: string;
                /** @description Name of the tool on the MCP server */
                tool: string;
                headers?: {
                    [key: string]: string;
                };
                connection?: string;
            };
        };
        ToolList: {
            tools: components["schemas"]["Tool"][];
            /** @description How many items all pages hold together */
            total: number;
            /** @description Cursor of the next page; null on the last */
            nextCursor: string | null;
        };
        Tool: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            _id: string;
            name: string;
            description: string;
            appId: string | null;
            input_schema: {
                [key: string]: unknown;
            };
            execution: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            updatedAt: string;
        };
        ToolTestResult: {
            success: boolean;
            result?: unknown;
            error: {
                code: string;
                message: string;
            } | null;
            durationMs: number;
        };
        /**
         * @example {
         *       "input": {}
         *     }
         */
        ToolTest: {
            input?: unknown;
        };
        Connection: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            _id: string;
            name: string;
            type: string;
            /** @description Hosts that the credential may be sent to; empty: any */
            allowedHosts: string[];
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            updatedAt: string;
        };
        /**
         * @example {
         *       "name": "meters",
         *       "type": "bearer",
         *       "value": {
         *         "token": "…"
         *       },
         *       "allowedHosts": [
         *         "meters.example.com"
         *       ]
         *     }
         */
        NewConnection: components["schemas"]["NewBearerConnection"] | components["schemas"]["NewHeaderConnection"] | components["schemas"]["NewBasicConnection"] | components["schemas"]["NewOpenaiCompatibleConnection"] | components["schemas"]["NewAnthropicConnection"] | components["schemas"]["NewSmtpConnection"] | components["schemas"]["NewWebhookSecretConnection"];
        NewBearerConnection: {
            name: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "bearer";
            value: {
                token: string;
            };
            allowedHosts?: string[];
        };
        NewHeaderConnection: {
            name: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "header";
            value: {
                name: string;
                value: string;
            };
            allowedHosts?: string[];
        };
        NewBasicConnection: {
            name: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "basic";
            value: {
                username: string;
                password: string;
            };
            allowedHosts?: string[];
        };
        NewOpenaiCompatibleConnection: {
            name: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "openai-compatible";
            value: {
                /**
                 * Format: uri
                 * @example https://example.com/hook
                 */
                baseUrl: string;
                apiKey: string;
            };
            allowedHosts?: string[];
        };
        NewAnthropicConnection: {
            name: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "anthropic";
            value: {
                /**
                 * Format: uri
                 * @example https://example.com/hook
                 */
                baseUrl?: string;
                apiKey: string;
            };
            allowedHosts?: string[];
        };
        NewSmtpConnection: {
            name: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "smtp";
            value: {
                url: string;
            };
            allowedHosts?: string[];
        };
        NewWebhookSecretConnection: {
            name: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "webhook-secret";
            value: {
                secret: string;
            };
            allowedHosts?: string[];
        };
        ConnectionList: {
            connections: components["schemas"]["Connection"][];
            /** @description How many items all pages hold together */
            total: number;
            /** @description Cursor of the next page; null on the last */
            nextCursor: string | null;
        };
        ConnectionChange: {
            name?: string;
            /** @enum {string} */
            type?: "bearer" | "header" | "basic" | "openai-compatible" | "anthropic" | "smtp" | "webhook-secret";
            /** @description bearer {token} · header {name, value} · basic {username, password} · openai-compatible {baseUrl, apiKey} · anthropic {baseUrl?, apiKey} · smtp {url} · webhook-secret {secret} */
            value?: {
                [key: string]: unknown;
            };
            allowedHosts?: string[];
        };
        PublishedEvent: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            eventId: string;
            runIds: string[];
            /** @description An event with this id was here before; the runs are its own */
            duplicate: boolean;
        };
        /**
         * @example {
         *       "type": "alert.triggered",
         *       "data": {
         *         "deviceId": "dev-001"
         *       },
         *       "id": "alert-42"
         *     }
         */
        NewEvent: {
            /** @example alert.triggered */
            type: string;
            /** @description Trigger data of the runs; `{}` unless told */
            data?: unknown;
            /** @description The sender’s id: makes a repeat harmless */
            id?: string;
            correlationKey?: string;
        };
        EventTypes: {
            eventTypes: string[];
            total: number;
        };
        CreatedSubscription: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            _id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            developerId: string;
            event: string;
            url: string;
            filter: {
                [key: string]: unknown;
            } | null;
            enabled: boolean;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            lastTriggered: string | null;
            failCount: number;
            /** @description Shown this once */
            secret: string;
        };
        /**
         * @example {
         *       "event": "workflow.failed",
         *       "url": "https://example.com/hook"
         *     }
         */
        NewSubscription: {
            /** @example alert.triggered */
            event: string;
            /**
             * Format: uri
             * @example https://example.com/hook
             */
            url: string;
            /** @description `whsec_` and 24 to 64 bytes in base64 (Standard Webhooks); made when absent */
            secret?: string;
            /** @description Paths within the event’s data and the values that they must have: `{"level": "high"}` */
            filter?: {
                [key: string]: unknown;
            } | null;
        };
        SubscriptionList: {
            webhooks: components["schemas"]["Subscription"][];
            eventTypes: string[];
            /** @description How many items all pages hold together */
            total: number;
            /** @description Cursor of the next page; null on the last */
            nextCursor: string | null;
        };
        Subscription: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            _id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            developerId: string;
            event: string;
            url: string;
            filter: {
                [key: string]: unknown;
            } | null;
            enabled: boolean;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            lastTriggered: string | null;
            failCount: number;
        };
        DeliveryList: {
            deliveries: components["schemas"]["Delivery"][];
            /** @description How many items all pages hold together */
            total: number;
            /** @description Cursor of the next page; null on the last */
            nextCursor: string | null;
        };
        Delivery: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            _id: string;
            event: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            eventId: string;
            /** @enum {string} */
            status: "pending" | "delivered" | "failed";
            attempts: number;
            lastStatusCode: number | null;
            lastError: string | null;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            completedAt: string | null;
        };
        /**
         * @example {
         *       "runId": "665f1a2b3c4d5e6f7a8b9c0d"
         *     }
         */
        WebhookAccepted: {
            runId: string;
        };
        WebhookFailed: {
            runId: string;
            error: {
                code: string;
                message: string;
                nodeId: string | null;
            };
        };
        ChannelWithSecret: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            _id: string;
            name: string;
            /**
             * @description What the channel is for
             * @enum {string}
             */
            type: "whatsapp" | "web" | "email" | "telegram" | "line" | "wechat" | "sms" | "slack" | "teams" | "custom";
            enabled: boolean;
            settings: components["schemas"]["ChannelSettings"];
            /** @description Where messages come in, on this server */
            messagesUrl: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            updatedAt: string;
            /** @description Shown this once */
            secret: string;
        };
        ChannelSettings: {
            /**
             * @description Who sends the messages, in a form of its own; the general form unless told
             * @enum {string}
             */
            provider?: "telegram" | "whatsapp" | "line" | "slack";
            /**
             * Format: uri
             * @description Where replies are sent, signed by the secret
             * @example https://example.com/hook
             */
            replyUrl?: string;
            /** @description What replies go out with: a token of the provider, a mail server, what `replyUrl` asks for */
            connection?: string;
            /**
             * Format: uri
             * @description The provider’s API, where it is another than its own
             * @example https://example.com/hook
             */
            baseUrl?: string;
            /** @description whatsapp: id of the number that replies */
            sender?: string;
            /** @description whatsapp: the text by which the address is confirmed */
            verifyToken?: string;
            /**
             * Format: email
             * @description email: who replies
             */
            address?: string;
            /** @description email: subject of replies; the channel’s name unless told */
            subject?: string;
        };
        /**
         * @example {
         *       "name": "support",
         *       "type": "web"
         *     }
         */
        NewChannel: {
            name: string;
            /**
             * @description What the channel is for
             * @enum {string}
             */
            type: "whatsapp" | "web" | "email" | "telegram" | "line" | "wechat" | "sms" | "slack" | "teams" | "custom";
            enabled?: boolean;
            settings?: components["schemas"]["ChannelSettings"];
            /** @description Made when absent; of a channel with a `provider`, that provider’s own */
            secret?: string;
        };
        ChannelList: {
            channels: components["schemas"]["Channel"][];
            /** @description How many items all pages hold together */
            total: number;
            /** @description Cursor of the next page; null on the last */
            nextCursor: string | null;
        };
        Channel: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            _id: string;
            name: string;
            /**
             * @description What the channel is for
             * @enum {string}
             */
            type: "whatsapp" | "web" | "email" | "telegram" | "line" | "wechat" | "sms" | "slack" | "teams" | "custom";
            enabled: boolean;
            settings: components["schemas"]["ChannelSettings"];
            /** @description Where messages come in, on this server */
            messagesUrl: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            updatedAt: string;
        };
        /**
         * @example {
         *       "enabled": false
         *     }
         */
        ChannelChange: {
            name?: string;
            /**
             * @description What the channel is for
             * @enum {string}
             */
            type?: "whatsapp" | "web" | "email" | "telegram" | "line" | "wechat" | "sms" | "slack" | "teams" | "custom";
            enabled?: boolean;
            /** @description In place of all settings */
            settings?: {
                /**
                 * @description Who sends the messages, in a form of its own; the general form unless told
                 * @enum {string}
                 */
                provider?: "telegram" | "whatsapp" | "line" | "slack";
                /**
                 * Format: uri
                 * @description Where replies are sent, signed by the secret
                 * @example https://example.com/hook
                 */
                replyUrl?: string;
                /** @description What replies go out with: a token of the provider, a mail server, what `replyUrl` asks for */
                connection?: string;
                /**
                 * Format: uri
                 * @description The provider’s API, where it is another than its own
                 * @example https://example.com/hook
                 */
                baseUrl?: string;
                /** @description whatsapp: id of the number that replies */
                sender?: string;
                /** @description whatsapp: the text by which the address is confirmed */
                verifyToken?: string;
                /**
                 * Format: email
                 * @description email: who replies
                 */
                address?: string;
                /** @description email: subject of replies; the channel’s name unless told */
                subject?: string;
            };
        };
        ChannelSecret: {
            /** @description Made when absent; of a channel with a `provider`, that provider’s own */
            secret?: string;
        };
        ChannelMessageList: {
            messages: components["schemas"]["ChannelMessage"][];
            /** @description How many items all pages hold together */
            total: number;
            /** @description Cursor of the next page; null on the last */
            nextCursor: string | null;
        };
        ChannelMessage: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            _id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            channelId: string;
            /** @enum {string} */
            direction: "in" | "out";
            /** @description The sender’s id; of a reply, what names its step */
            externalId: string;
            conversation: string;
            /** @description Who wrote it; null for replies */
            from: {
                id: string;
                name?: string;
            } | null;
            text: string | null;
            attachments: {
                url: string;
                name?: string;
                contentType?: string;
            }[];
            data: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            sentAt: string | null;
            /**
             * @description Of a reply `pending` until it is `sent`, or `kept` for whoever reads it here
             * @enum {string}
             */
            status: "received" | "pending" | "sent" | "kept";
            /** @description Why the last try to send a reply failed */
            error: string | null;
            /** @description Runs that it started, or the one that wrote it */
            runIds: string[];
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            createdAt: string;
        };
        ChannelAutomationList: {
            data: components["schemas"]["ChannelAutomation"][];
        };
        ChannelAutomation: {
            /** @description Of the workflow, or of the flow as the flow engine writes it */
            id: string;
            name: string;
            description: string;
            active: boolean;
            tags: {
                id: string;
                name: string;
            }[];
            /**
             * @description What the channel is for
             * @enum {string}
             */
            channelType: "whatsapp" | "web" | "email" | "telegram" | "line" | "wechat" | "sms" | "slack" | "teams" | "custom";
            channel: {
                /**
                 * @description 24 lower-case hex characters; sorts by creation time
                 * @example 665f1a2b3c4d5e6f7a8b9c0d
                 */
                id: string;
                name: string;
            };
            /** @enum {string} */
            form: "workflow" | "flow";
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            updatedAt: string;
        };
        AcceptedChannelMessage: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            messageId: string;
            /** @description Runs that it started */
            runIds: string[];
            /** @description It was here before; the runs are its own */
            duplicate: boolean;
        };
        /**
         * @example {
         *       "conversation": "c-17",
         *       "from": {
         *         "id": "u-4"
         *       },
         *       "text": "Hello"
         *     }
         */
        NewChannelMessage: {
            /** @description The sender’s id: makes a repeat harmless */
            id?: string;
            /** @description What replies go to: a chat, a thread, an address */
            conversation: string;
            from: {
                id: string;
                name?: string;
            };
            text?: string;
            attachments?: {
                /**
                 * Format: uri
                 * @example https://example.com/hook
                 */
                url: string;
                name?: string;
                contentType?: string;
            }[];
            data?: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @description When it was written
             */
            sentAt?: string;
        };
        Flow: {
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            id: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            created: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            updated: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            projectId: string;
            externalId: string;
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            ownerId: string | null;
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            folderId: string | null;
            /** @enum {string} */
            status: "ENABLED" | "DISABLED";
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            publishedVersionId: string | null;
            metadata: {
                [key: string]: unknown;
            } | null;
            /** @enum {string} */
            operationStatus: "NONE" | "DELETING" | "ENABLING" | "DISABLING";
            timeSavedPerRun: number | null;
            templateId: string | null;
            /** @description When a trigger that is on looks by itself */
            triggerSource: {
                schedule: {
                    type: string;
                    cronExpression: string;
                    timezone: string;
                } | null;
            };
            version: components["schemas"]["FlowVersion"];
        };
        FlowVersion: {
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            id: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            created: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            updated: string;
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            flowId: string;
            displayName: string;
            /** @description The trigger, with the chain of steps at its `nextAction` */
            trigger: {
                [key: string]: unknown;
            };
            /** @description Whether each step can run, or is skipped */
            valid: boolean;
            /** @enum {string} */
            state: "DRAFT" | "LOCKED";
            schemaVersion: string | null;
            /** @description External ids of the connections that its steps name */
            connectionIds: string[];
            agentIds: string[];
            notes: {
                [key: string]: unknown;
            }[];
            backupFiles: {
                [key: string]: unknown;
            } | null;
            updatedBy: string | null;
        };
        /**
         * @example {
         *       "displayName": "New Lead Notification"
         *     }
         */
        NewFlow: {
            displayName: string;
            /** @description The credential’s project, which is meant without it as well */
            projectId?: string;
            /** @description A folder */
            folderId?: string;
            /** @description A folder by its name, which is made if need be */
            folderName?: string | null;
            externalId?: string | null;
            metadata?: {
                [key: string]: unknown;
            } | null;
        };
        FlowPage: {
            data: components["schemas"]["Flow"][];
            /** @description Cursor of the page after this one; null on the last */
            next: string | null;
            /** @description Cursor of the page before this one; null on the first */
            previous: string | null;
        };
        FlowVersionPage: {
            data: components["schemas"]["FlowVersion"][];
            /** @description Cursor of the page after this one; null on the last */
            next: string | null;
            /** @description Cursor of the page before this one; null on the first */
            previous: string | null;
        };
        FlowTemplate: {
            name: string;
            /** @enum {string} */
            type: "SHARED";
            summary: string;
            description: string;
            tags: string[];
            blogUrl: string;
            author: string;
            categories: string[];
            metadata: {
                [key: string]: unknown;
            } | null;
            /** @description Names of the pieces that it uses */
            pieces: string[];
            flows: components["schemas"]["FlowTemplateContent"][];
            /** @description The same, for older clients */
            template: {
                displayName: string;
                trigger: {
                    [key: string]: unknown;
                };
                valid: boolean;
                schemaVersion: string | null;
                notes: {
                    [key: string]: unknown;
                }[];
            };
        };
        /** @description What IMPORT_FLOW takes */
        FlowTemplateContent: {
            displayName: string;
            trigger: {
                [key: string]: unknown;
            };
            valid: boolean;
            schemaVersion: string | null;
            notes: {
                [key: string]: unknown;
            }[];
        };
        /**
         * @example {
         *       "type": "ADD_ACTION",
         *       "request": {
         *         "parentStep": "trigger",
         *         "action": {
         *           "name": "step_1",
         *           "type": "CODE",
         *           "displayName": "Greet",
         *           "settings": {
         *             "sourceCode": {
         *               "code": "export const code = async () => \"hello\";",
         *               "packageJson": "{}"
         *             },
         *             "input": {}
         *           }
         *         }
         *       }
         *     }
         */
        FlowOperation: components["schemas"]["LockAndPublishOperation"] | components["schemas"]["ChangeStatusOperation"] | components["schemas"]["LockFlowOperation"] | components["schemas"]["UseAsDraftOperation"] | components["schemas"]["ChangeFolderOperation"] | components["schemas"]["ChangeNameOperation"] | components["schemas"]["ImportFlowOperation"] | components["schemas"]["UpdateTriggerOperation"] | components["schemas"]["AddActionOperation"] | components["schemas"]["UpdateActionOperation"] | components["schemas"]["DeleteActionOperation"] | components["schemas"]["MoveActionOperation"] | components["schemas"]["DuplicateActionOperation"] | components["schemas"]["SetSkipActionOperation"] | components["schemas"]["AddBranchOperation"] | components["schemas"]["DeleteBranchOperation"] | components["schemas"]["DuplicateBranchOperation"] | components["schemas"]["MoveBranchOperation"] | components["schemas"]["SaveSampleDataOperation"] | components["schemas"]["UpdateSampleDataInfoOperation"] | components["schemas"]["UpdateMetadataOperation"] | components["schemas"]["UpdateMinutesSavedOperation"] | components["schemas"]["UpdateOwnerOperation"] | components["schemas"]["AddNoteOperation"] | components["schemas"]["UpdateNoteOperation"] | components["schemas"]["DeleteNoteOperation"];
        LockAndPublishOperation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "LOCK_AND_PUBLISH";
            request?: {
                /** @enum {string|null} */
                status?: "ENABLED" | "DISABLED" | null;
            } | null;
        };
        ChangeStatusOperation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "CHANGE_STATUS";
            request: {
                /** @enum {string} */
                status: "ENABLED" | "DISABLED";
            };
        };
        LockFlowOperation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "LOCK_FLOW";
            request?: Record<string, never> | null;
        };
        UseAsDraftOperation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "USE_AS_DRAFT";
            request: {
                /** @description A version of the flow */
                versionId: string;
            };
        };
        ChangeFolderOperation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "CHANGE_FOLDER";
            request: {
                /** @description A folder; null for none */
                folderId?: string;
            };
        };
        ChangeNameOperation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "CHANGE_NAME";
            request: {
                displayName: string;
            };
        };
        ImportFlowOperation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "IMPORT_FLOW";
            request: {
                displayName: string;
                /** @description The trigger with all steps behind it; unknown keys are passed over */
                trigger: unknown;
                schemaVersion?: string | null;
                notes?: {
                    id?: string | null;
                    content?: string | null;
                    color?: string | null;
                    position?: {
                        x: number;
                        y: number;
                    } | null;
                    size?: {
                        width: number;
                        height: number;
                    } | null;
                    ownerId?: string | null;
                }[] | null;
            };
        };
        UpdateTriggerOperation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "UPDATE_TRIGGER";
            /** @description A trigger; the steps behind the one before stay; unknown keys are passed over */
            request: unknown;
        };
        AddActionOperation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "ADD_ACTION";
            request: {
                /** @example step_1 */
                parentStep: string;
                /** @enum {string|null} */
                stepLocationRelativeToParent?: "AFTER" | "INSIDE_LOOP" | "INSIDE_BRANCH" | "INSIDE_ON_SUCCESS_BRANCH" | "INSIDE_ON_FAILURE_BRANCH" | null;
                /** @description Position of the branch, from 0 */
                branchIndex?: number | null;
                /** @description An action; unknown keys are passed over */
                action: unknown;
            };
        };
        UpdateActionOperation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "UPDATE_ACTION";
            /** @description An action, by its name; what it holds and what follows it stay; unknown keys are passed over */
            request: unknown;
        };
        DeleteActionOperation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "DELETE_ACTION";
            request: {
                names?: string[] | null;
                /** @example step_1 */
                name?: string | null;
            };
        };
        MoveActionOperation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "MOVE_ACTION";
            request: {
                /** @example step_1 */
                name: string;
                /** @example step_1 */
                newParentStep: string;
                /** @enum {string|null} */
                stepLocationRelativeToNewParent?: "AFTER" | "INSIDE_LOOP" | "INSIDE_BRANCH" | "INSIDE_ON_SUCCESS_BRANCH" | "INSIDE_ON_FAILURE_BRANCH" | null;
                /** @description Position of the branch, from 0 */
                branchIndex?: number | null;
            };
        };
        DuplicateActionOperation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "DUPLICATE_ACTION";
            request: {
                /** @example step_1 */
                stepName: string;
            };
        };
        SetSkipActionOperation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "SET_SKIP_ACTION";
            request: {
                names: string[];
                skip: boolean;
            };
        };
        AddBranchOperation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "ADD_BRANCH";
            request: {
                /** @example step_1 */
                stepName: string;
                /** @description Position of the branch, from 0 */
                branchIndex?: number | null;
                branchName: string;
                conditions?: {
                    firstValue?: unknown;
                    secondValue?: unknown;
                    /** @enum {string|null} */
                    operator?: "TEXT_CONTAINS" | "TEXT_DOES_NOT_CONTAIN" | "TEXT_EXACTLY_MATCHES" | "TEXT_DOES_NOT_EXACTLY_MATCH" | "TEXT_START_WITH" | "TEXT_DOES_NOT_START_WITH" | "TEXT_ENDS_WITH" | "TEXT_DOES_NOT_END_WITH" | "NUMBER_IS_GREATER_THAN" | "NUMBER_IS_LESS_THAN" | "NUMBER_IS_EQUAL_TO" | "BOOLEAN_IS_TRUE" | "BOOLEAN_IS_FALSE" | "DATE_IS_BEFORE" | "DATE_IS_EQUAL" | "DATE_IS_AFTER" | "LIST_CONTAINS" | "LIST_DOES_NOT_CONTAIN" | "LIST_IS_EMPTY" | "LIST_IS_NOT_EMPTY" | "EXISTS" | "DOES_NOT_EXIST" | null;
                    caseSensitive?: boolean | null;
                }[][] | null;
            };
        };
        DeleteBranchOperation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "DELETE_BRANCH";
            request: {
                /** @example step_1 */
                stepName: string;
                /** @description Position of the branch, from 0 */
                branchIndex: number;
            };
        };
        DuplicateBranchOperation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "DUPLICATE_BRANCH";
            request: {
                /** @example step_1 */
                stepName: string;
                /** @description Position of the branch, from 0 */
                branchIndex: number;
            };
        };
        MoveBranchOperation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "MOVE_BRANCH";
            request: {
                /** @example step_1 */
                stepName: string;
                /** @description Position of the branch, from 0 */
                sourceBranchIndex: number;
                /** @description Position of the branch, from 0 */
                targetBranchIndex: number;
            };
        };
        SaveSampleDataOperation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "SAVE_SAMPLE_DATA";
            request: {
                /** @example step_1 */
                stepName: string;
                payload?: unknown;
                /**
                 * @default OUTPUT
                 * @enum {string}
                 */
                type?: "INPUT" | "OUTPUT";
            };
        };
        UpdateSampleDataInfoOperation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "UPDATE_SAMPLE_DATA_INFO";
            request: {
                /** @example step_1 */
                stepName: string;
                sampleDataSettings?: {
                    sampleDataFileId?: string | null;
                    sampleDataInputFileId?: string | null;
                } | null;
            };
        };
        UpdateMetadataOperation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "UPDATE_METADATA";
            request: {
                metadata?: {
                    [key: string]: unknown;
                } | null;
            };
        };
        UpdateMinutesSavedOperation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "UPDATE_MINUTES_SAVED";
            request: {
                timeSavedPerRun?: number | null;
            };
        };
        UpdateOwnerOperation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "UPDATE_OWNER";
            request: {
                /** @description A member of the project */
                ownerId: string;
            };
        };
        AddNoteOperation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "ADD_NOTE";
            request: {
                id?: string | null;
                content?: string | null;
                color?: string | null;
                position?: {
                    x: number;
                    y: number;
                } | null;
                size?: {
                    width: number;
                    height: number;
                } | null;
                ownerId?: string | null;
            };
        };
        UpdateNoteOperation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "UPDATE_NOTE";
            request: {
                id: string;
                content?: string | null;
                color?: string | null;
                position?: {
                    x: number;
                    y: number;
                } | null;
                size?: {
                    width: number;
                    height: number;
                } | null;
                ownerId?: string | null;
            };
        };
        DeleteNoteOperation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "DELETE_NOTE";
            request: {
                id: string;
            };
        };
        FlowFolder: {
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            id: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            created: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            updated: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            projectId: string;
            displayName: string;
            displayOrder: number;
            numberOfFlows: number;
        };
        /**
         * @example {
         *       "displayName": "CRM Automations"
         *     }
         */
        NewFlowFolder: {
            displayName: string;
            /** @description The credential’s project, which is meant without it as well */
            projectId?: string;
        };
        FlowFolderPage: {
            data: components["schemas"]["FlowFolder"][];
            /** @description Cursor of the page after this one; null on the last */
            next: string | null;
            /** @description Cursor of the page before this one; null on the first */
            previous: string | null;
        };
        /**
         * @example {
         *       "displayName": "Updated Name"
         *     }
         */
        FlowFolderChange: {
            displayName?: string;
            displayOrder?: number;
        };
        Table: {
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            id: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            created: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            updated: string;
            name: string;
            externalId: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            projectId: string;
            /** @description Always null: kept for clients that look for it */
            status: null;
            /** @description Always null: kept for clients that look for it */
            trigger: null;
        };
        /**
         * @example {
         *       "name": "Leads",
         *       "fields": [
         *         {
         *           "name": "Email",
         *           "type": "TEXT"
         *         }
         *       ]
         *     }
         */
        NewTable: {
            name: string;
            /** @description The credential’s project, which is meant without it as well */
            projectId?: string;
            externalId?: string;
            fields?: {
                name: string;
                /** @enum {string} */
                type: "TEXT" | "NUMBER" | "DATE" | "STATIC_DROPDOWN";
                /** @description `{options: [{value}]}`; a STATIC_DROPDOWN needs it */
                data?: {
                    options?: {
                        value: string;
                    }[];
                } | null;
                externalId?: string;
            }[];
        };
        TablePage: {
            data: components["schemas"]["Table"][];
            /** @description Cursor of the page after this one; null on the last */
            next: string | null;
            /** @description Cursor of the page before this one; null on the first */
            previous: string | null;
        };
        /**
         * @example {
         *       "name": "Prospects"
         *     }
         */
        TableChange: {
            name?: string;
        };
        ExportedTable: {
            name: string;
            fields: {
                /**
                 * @description 21 letters and digits; sorts by creation time
                 * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
                 */
                id: string;
                name: string;
            }[];
            /** @description Values as texts by name of the field; an empty text where there is none */
            rows: {
                [key: string]: unknown;
            }[];
        };
        ImportedRecords: {
            records: number;
            /** @description Fields that were made */
            fields: string[];
        };
        /**
         * @example {
         *       "csv": "Email,Score\nada@example.com,12\n"
         *     }
         */
        TableCsv: {
            csv: string;
        };
        CreatedTableWebhook: {
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            id: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            created: string;
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            tableId: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            projectId: string;
            events: ("RECORD_CREATED" | "RECORD_UPDATED" | "RECORD_DELETED")[];
            webhookUrl: string;
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            flowId: string | null;
            /** @description Shown this once; null for a flow */
            secret: string | null;
        };
        /**
         * @example {
         *       "events": [
         *         "RECORD_CREATED"
         *       ],
         *       "webhookUrl": "https://example.com/records"
         *     }
         */
        NewTableWebhook: {
            events: ("RECORD_CREATED" | "RECORD_UPDATED" | "RECORD_DELETED")[];
            /**
             * Format: uri
             * @example https://example.com/hook
             */
            webhookUrl: string;
            /** @description The flow that is started */
            flowId?: string;
        };
        TableWebhook: {
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            id: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            created: string;
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            tableId: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            projectId: string;
            events: ("RECORD_CREATED" | "RECORD_UPDATED" | "RECORD_DELETED")[];
            webhookUrl: string;
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            flowId: string | null;
        };
        TableField: {
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            id: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            created: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            updated: string;
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            tableId: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            projectId: string;
            name: string;
            externalId: string;
            /** @enum {string} */
            type: "TEXT" | "NUMBER" | "DATE" | "STATIC_DROPDOWN";
            /** @description Of a STATIC_DROPDOWN its options; null for others */
            data: {
                /** @description What a value must be one of */
                options: {
                    value: string;
                }[];
            } | null;
        };
        /**
         * @example {
         *       "tableId": "6F3vRY0G2Xq9Lk4Tn8Qwe",
         *       "name": "Score",
         *       "type": "NUMBER"
         *     }
         */
        NewTableField: {
            /** @description Id of the table */
            tableId: string;
            /** @description The credential’s project, which is meant without it as well */
            projectId?: string;
            name: string;
            /** @enum {string} */
            type: "TEXT" | "NUMBER" | "DATE" | "STATIC_DROPDOWN";
            /** @description `{options: [{value}]}`; a STATIC_DROPDOWN needs it */
            data?: {
                options?: {
                    value: string;
                }[];
            } | null;
            externalId?: string;
        };
        /**
         * @example {
         *       "name": "Points"
         *     }
         */
        TableFieldChange: {
            name?: string;
        };
        TableRecord: {
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            id: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            created: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            updated: string;
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            tableId: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            projectId: string;
            /** @description By the field’s id; fields without a value are absent */
            cells: {
                [key: string]: {
                    value: string | number;
                    fieldName: string;
                    /**
                     * Format: date-time
                     * @example 2026-04-12T08:00:00.000Z
                     */
                    created: string;
                    /**
                     * Format: date-time
                     * @example 2026-04-12T08:00:00.000Z
                     */
                    updated: string;
                };
            };
        };
        /**
         * @example {
         *       "tableId": "6F3vRY0G2Xq9Lk4Tn8Qwe",
         *       "records": [
         *         [
         *           {
         *             "fieldId": "6F3vRY0G2Xq9Lk4Tn8Qwe",
         *             "value": "ada@example.com"
         *           }
         *         ]
         *       ]
         *     }
         */
        NewTableRecords: {
            /** @description Id of the table */
            tableId: string;
            /** @description The credential’s project, which is meant without it as well */
            projectId?: string;
            records: components["schemas"]["TableCell"][][];
        };
        TableCell: {
            /** @description Id of the field */
            fieldId: string;
            /** @description Null empties the field, and so does an empty text in all but a TEXT */
            value: string | number | boolean | null;
        };
        TableRecordPage: {
            data: components["schemas"]["TableRecord"][];
            /** @description Cursor of the page after this one; null on the last */
            next: string | null;
            /** @description Cursor of the page before this one; null on the first */
            previous: string | null;
        };
        /**
         * @example {
         *       "cells": [
         *         {
         *           "fieldId": "6F3vRY0G2Xq9Lk4Tn8Qwe",
         *           "value": "bo@example.com"
         *         }
         *       ]
         *     }
         */
        TableRecordChange: {
            /** @description Id of the table */
            tableId?: string;
            /** @description The credential’s project, which is meant without it as well */
            projectId?: string;
            cells?: components["schemas"]["TableCell"][];
        };
        /**
         * @example {
         *       "ids": [
         *         "6F3vRY0G2Xq9Lk4Tn8Qwe"
         *       ]
         *     }
         */
        TableRecordIds: {
            ids: string[];
            /** @description Id of the table */
            tableId?: string;
            /** @description The credential’s project, which is meant without it as well */
            projectId?: string;
        };
        FlowRunPage: {
            data: components["schemas"]["FlowRun"][];
            /** @description Cursor of the page after this one; null on the last */
            next: string | null;
            /** @description Cursor of the page before this one; null on the first */
            previous: string | null;
        };
        FlowRun: {
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            id: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            created: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            updated: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            projectId: string;
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            flowId: string;
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            flowVersionId: string;
            flowVersion: {
                displayName: string;
            };
            /** @enum {string} */
            status: "QUEUED" | "RUNNING" | "PAUSED" | "SUCCEEDED" | "FAILED" | "CANCELED" | "TIMEOUT" | "INTERNAL_ERROR" | "QUOTA_EXCEEDED" | "MEMORY_LIMIT_EXCEEDED" | "LOG_SIZE_EXCEEDED";
            /** @enum {string} */
            environment: "PRODUCTION" | "TESTING";
            /** Format: date-time */
            startTime: string | null;
            /** Format: date-time */
            finishTime: string | null;
            failParentOnFailure: boolean;
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            parentRunId: string | null;
            /**
             * @description The run that it repeats
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            retryOf: string | null;
            /** @description Who started it by a credential; null for all others */
            triggeredBy: string | null;
            tags: string[];
            failedStep: {
                name: string;
                displayName: string;
                message: string;
            } | null;
            stepsCount: number;
            logsFileId: string | null;
            stepNameToTest: string | null;
            /** Format: date-time */
            archivedAt: string | null;
        };
        FlowRunCounts: {
            data: {
                /** @enum {string} */
                status: "QUEUED" | "RUNNING" | "PAUSED" | "SUCCEEDED" | "FAILED" | "CANCELED" | "TIMEOUT" | "INTERNAL_ERROR" | "QUOTA_EXCEEDED" | "MEMORY_LIMIT_EXCEEDED" | "LOG_SIZE_EXCEEDED";
                count: number;
            }[];
        };
        /** @description Many runs are done in the background, as the job of this id */
        FlowRunsChosen: {
            flowRunIds: string[];
            jobId?: string;
        };
        FlowRunWithSteps: {
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            id: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            created: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            updated: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            projectId: string;
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            flowId: string;
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            flowVersionId: string;
            flowVersion: {
                displayName: string;
            };
            /** @enum {string} */
            status: "QUEUED" | "RUNNING" | "PAUSED" | "SUCCEEDED" | "FAILED" | "CANCELED" | "TIMEOUT" | "INTERNAL_ERROR" | "QUOTA_EXCEEDED" | "MEMORY_LIMIT_EXCEEDED" | "LOG_SIZE_EXCEEDED";
            /** @enum {string} */
            environment: "PRODUCTION" | "TESTING";
            /** Format: date-time */
            startTime: string | null;
            /** Format: date-time */
            finishTime: string | null;
            failParentOnFailure: boolean;
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            parentRunId: string | null;
            /**
             * @description The run that it repeats
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            retryOf: string | null;
            /** @description Who started it by a credential; null for all others */
            triggeredBy: string | null;
            tags: string[];
            failedStep: {
                name: string;
                displayName: string;
                message: string;
            } | null;
            stepsCount: number;
            logsFileId: string | null;
            stepNameToTest: string | null;
            /** Format: date-time */
            archivedAt: string | null;
            error: {
                code: string;
                message: string;
            } | null;
            /** @description By name; those within loops are in their loop */
            steps: {
                [key: string]: components["schemas"]["FlowRunStep"];
            };
            /**
             * @description It has more steps than are shown
             * @enum {boolean}
             */
            stepsOmitted?: true;
        };
        FlowRunStep: {
            /** @description CODE, PIECE, LOOP_ON_ITEMS, ROUTER; of `trigger` PIECE_TRIGGER or EMPTY */
            type: string;
            /** @enum {string} */
            status: "RUNNING" | "PAUSED" | "SUCCEEDED" | "FAILED" | "STOPPED";
            /** @description Secrets are masked */
            input?: unknown;
            output?: unknown;
            /** @description The output is too large to be shown */
            outputOmitted?: {
                bytes: number;
            };
            /** @description Milliseconds */
            duration?: number;
            errorMessage?: string;
        };
        /** @description Nothing: headers tell the ids */
        FlowWebhookAccepted: Record<string, never>;
        FlowRunResumed: {
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            runId: string;
            resumed: boolean;
        };
        PieceList: components["schemas"]["PieceSummary"][];
        PieceSummary: {
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            id: string;
            /**
             * @description Name of the package
             * @example @activepieces/piece-webhook
             */
            name: string;
            displayName: string;
            description: string;
            logoUrl: string;
            /** @example 0.1.29 */
            version: string;
            categories: string[];
            authors: string[];
            /** @enum {string} */
            pieceType: "OFFICIAL" | "CUSTOM";
            /** @enum {string} */
            packageType: "REGISTRY";
            /** @description How many there are */
            actions: number;
            /** @description How many there are */
            triggers: number;
        };
        Piece: {
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            id: string;
            /**
             * @description Name of the package
             * @example @activepieces/piece-webhook
             */
            name: string;
            displayName: string;
            description: string;
            logoUrl: string;
            /** @example 0.1.29 */
            version: string;
            categories: string[];
            authors: string[];
            /** @enum {string} */
            pieceType: "OFFICIAL" | "CUSTOM";
            /** @enum {string} */
            packageType: "REGISTRY";
            /** @description How one signs in; a list where there are several ways */
            auth: {
                [key: string]: unknown;
            } | {
                [key: string]: unknown;
            }[] | null;
            /** @description By name, with their `props` */
            actions: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
            /** @description By name, with their `props` */
            triggers: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
            contextInfo?: {
                [key: string]: unknown;
            };
            minimumSupportedRelease?: string;
            maximumSupportedRelease?: string;
        };
        PieceOptions: {
            /** @description The type of the property: DROPDOWN, MULTI_SELECT_DROPDOWN, DYNAMIC */
            type: string;
            /** @description `{options: [{label, value}], disabled?, placeholder?}`; of a DYNAMIC property its properties by name */
            options?: unknown;
        };
        /**
         * @example {
         *       "pieceName": "@activepieces/piece-webhook",
         *       "pieceVersion": "0.1.29",
         *       "actionOrTriggerName": "return_response",
         *       "propertyName": "fields",
         *       "input": {
         *         "responseType": "json"
         *       }
         *     }
         */
        PieceOptionsRequest: {
            pieceName: string;
            pieceVersion?: string | null;
            actionOrTriggerName: string;
            propertyName: string;
            /** @description The flow of the step */
            flowId?: string;
            /** @description Its version */
            flowVersionId?: string;
            /** @description What the other properties are set to */
            input?: {
                [key: string]: unknown;
            } | null;
            searchValue?: string | null;
            /** @description The credential’s project, which is meant without it as well */
            projectId?: string;
        };
        TriggerTest: {
            /** @enum {string} */
            strategy: "SIMULATION" | "TEST_FUNCTION";
            /** @description Whether the trigger is registered now, and waits for something to come */
            waiting: boolean;
            /** @description Where requests that are to be samples go */
            webhookUrl: string | null;
            /** @description What the trigger gave, as trigger events, newest first */
            data: {
                [key: string]: unknown;
            }[];
            next: null;
            previous: null;
        };
        /**
         * @example {
         *       "pieceName": "@activepieces/piece-webhook",
         *       "flowId": "6F3vRY0G2Xq9Lk4Tn8Qwe"
         *     }
         */
        TriggerTrial: {
            /** @description The flow */
            flowId: string;
            /** @description The piece of the trigger, for who reads the request */
            pieceName?: string;
            /** @description The credential’s project, which is meant without it as well */
            projectId?: string;
            /** @description A version of the flow: the newest one unless told */
            flowVersionId?: string;
            /** @enum {string|null} */
            testStrategy?: "SIMULATION" | "TEST_FUNCTION" | null;
        };
        /**
         * @example {
         *       "flowId": "6F3vRY0G2Xq9Lk4Tn8Qwe"
         *     }
         */
        TriggerTrialEnd: {
            /** @description The flow */
            flowId: string;
            /** @description The piece of the trigger, for who reads the request */
            pieceName?: string;
            /** @description The credential’s project, which is meant without it as well */
            projectId?: string;
        };
        TriggerEventPage: {
            data: components["schemas"]["TriggerEvent"][];
            /** @description Cursor of the page after this one; null on the last */
            next: string | null;
            /** @description Cursor of the page before this one; null on the first */
            previous: string | null;
        };
        TriggerEvent: {
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            id: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            created: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            updated: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            projectId: string;
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            flowId: string;
            /** @description `<piece>@<version>:<trigger>` */
            sourceName: string;
            /** @description What the trigger gave */
            payload?: unknown;
        };
        /**
         * @example {
         *       "flowId": "6F3vRY0G2Xq9Lk4Tn8Qwe",
         *       "mockData": {
         *         "body": {
         *           "name": "Ada"
         *         }
         *       }
         *     }
         */
        NewTriggerEvent: {
            /** @description The flow */
            flowId: string;
            /** @description The payload */
            mockData?: unknown;
            /** @description The credential’s project, which is meant without it as well */
            projectId?: string;
        };
        TriggerRunStatus: {
            pieces: {
                [key: string]: {
                    /**
                     * @description By day, in UTC
                     * @example {
                     *       "2026-04-12": {}
                     *     }
                     */
                    dailyStats: {
                        [key: string]: {
                            success: number;
                            failure: number;
                        };
                    };
                    totalRuns: number;
                };
            };
        };
        McpServer: {
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            id: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            created: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            updated: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            projectId: string;
            name: string;
            /** @description Part of its address */
            externalId: string;
            /** @description What its clients prove themselves by: 21 letters and digits; `***` for who may only read */
            token: string;
            /** @description Its address, for clients of MCP over Streamable HTTP */
            url: string;
            tools: components["schemas"]["McpTool"][];
        };
        McpTool: {
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            id: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            created: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            updated: string;
            externalId: string;
            toolName: string | null;
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            mcpId: string;
            /** @enum {string} */
            type: "FLOW";
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            flowId: string;
            flow: components["schemas"]["Flow"];
        } | {
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            id: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            created: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            updated: string;
            externalId: string;
            toolName: string | null;
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            mcpId: string;
            /** @enum {string} */
            type: "PIECE";
            pieceMetadata: components["schemas"]["McpPieceMetadata"];
        };
        McpPieceMetadata: {
            pieceName: string;
            pieceVersion: string;
            actionName: string;
            actionDisplayName: string;
            logoUrl: string;
            connectionExternalId?: string | null;
        };
        /**
         * @example {
         *       "name": "Assistants",
         *       "tools": [
         *         {
         *           "type": "FLOW",
         *           "flowId": "6F3vRY0G2Xq9Lk4Tn8Qwe",
         *           "toolName": "look_up_customer"
         *         }
         *       ]
         *     }
         */
        NewMcpServer: {
            name: string;
            /** @description The credential’s project, which is meant without it as well */
            projectId?: string;
            tools?: components["schemas"]["NewMcpTool"][];
        };
        NewMcpTool: {
            /** @description Keeps the tool that has it already */
            externalId?: string | null;
            /** @description Name for clients; that of the flow or action without */
            toolName?: string | null;
            /** @enum {string} */
            type?: "FLOW" | "PIECE";
            /** @description FLOW: the flow */
            flowId?: string;
            /** @description PIECE: the action, and the connection that it signs in by */
            pieceMetadata?: {
                pieceName: string;
                pieceVersion: string;
                actionName: string;
                actionDisplayName?: string | null;
                logoUrl?: string | null;
                connectionExternalId?: string | null;
            } | null;
        };
        McpServerPage: {
            data: components["schemas"]["McpServer"][];
            /** @description Cursor of the page after this one; null on the last */
            next: string | null;
            /** @description Cursor of the page before this one; null on the first */
            previous: string | null;
        };
        /**
         * @example {
         *       "tools": [
         *         {
         *           "type": "FLOW",
         *           "flowId": "6F3vRY0G2Xq9Lk4Tn8Qwe",
         *           "toolName": "look_up_customer"
         *         }
         *       ]
         *     }
         */
        McpServerChange: {
            name?: string;
            /** @description Takes the place of the whole list */
            tools?: components["schemas"]["NewMcpTool"][];
        };
        AppConnection: {
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            id: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            created: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            updated: string;
            /** @description What flows name it by: `{{connections['slack']}}` */
            externalId: string;
            name: string;
            displayName: string;
            /** @enum {string} */
            type: "SECRET_TEXT" | "BASIC_AUTH" | "CUSTOM_AUTH" | "OAUTH2" | "CLOUD_OAUTH2" | "PLATFORM_OAUTH2" | "NO_AUTH";
            pieceName: string | null;
            pieceVersion: string | null;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            projectId: string;
            projectIds: string[];
            /** @enum {string} */
            scope: "PROJECT" | "PLATFORM";
            /**
             * @description MISSING: a code is not exchanged for tokens yet. ERROR: the service refused it; `metadata.error` says why
             * @enum {string}
             */
            status: "ACTIVE" | "MISSING" | "ERROR";
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            ownerId: string | null;
            owner: components["schemas"]["AppConnectionOwner"];
            /** @description With `allowedHosts`, where it is bound to hosts */
            metadata: {
                [key: string]: unknown;
            } | null;
            /** @description Flows whose newest or published version names it */
            flowIds: string[];
            platformId: string | null;
        };
        AppConnectionOwner: {
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            id: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            created: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            updated: string;
            email: string;
            firstName: string;
            lastName: string;
        } | null;
        /**
         * @example {
         *       "name": "slack-integration",
         *       "type": "OAUTH2",
         *       "value": {
         *         "access_token": "xoxb-xxx"
         *       }
         *     }
         */
        NewAppConnection: {
            externalId?: string | null;
            name?: string | null;
            displayName?: string | null;
            pieceName?: string | null;
            pieceVersion?: string | null;
            /** @description The credential’s project, which is meant without it as well */
            projectId?: string;
            /** @enum {string} */
            type: "SECRET_TEXT" | "BASIC_AUTH" | "CUSTOM_AUTH" | "OAUTH2" | "CLOUD_OAUTH2" | "PLATFORM_OAUTH2" | "NO_AUTH";
            value?: {
                [key: string]: unknown;
            };
            /** @description `allowedHosts` binds it to hosts; `header` names the header that a SECRET_TEXT goes into */
            metadata?: {
                [key: string]: unknown;
            } | null;
            allowedHosts?: string[];
        };
        AppConnectionPage: {
            data: components["schemas"]["AppConnection"][];
            /** @description Cursor of the page after this one; null on the last */
            next: string | null;
            /** @description Cursor of the page before this one; null on the first */
            previous: string | null;
        };
        AppConnectionOwnerPage: {
            data: components["schemas"]["AppConnectionOwner"][];
            /** @description Cursor of the page after this one; null on the last */
            next: string | null;
            /** @description Cursor of the page before this one; null on the first */
            previous: string | null;
        };
        AuthorizationUrl: {
            authorizationUrl: string;
            codeVerifier?: string;
        };
        /**
         * @example {
         *       "pieceName": "slack",
         *       "clientId": "123.456",
         *       "redirectUrl": "https://flows.example.com/redirect"
         *     }
         */
        NewAuthorizationUrl: {
            pieceName: string;
            pieceVersion?: string | null;
            /** @description The credential’s project, which is meant without it as well */
            projectId?: string;
            clientId: string;
            /**
             * Format: uri
             * @example https://example.com/hook
             */
            redirectUrl: string;
            scopes?: string[] | null;
            props?: {
                [key: string]: unknown;
            } | null;
            state?: string | null;
        };
        /**
         * @example {
         *       "displayName": "Slack of the support team"
         *     }
         */
        AppConnectionChange: {
            displayName?: string | null;
            /** @description `allowedHosts` binds it to hosts; `header` names the header that a SECRET_TEXT goes into */
            metadata?: {
                [key: string]: unknown;
            } | null;
            allowedHosts?: string[];
        };
        Variable: {
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            id: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            created: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            updated: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            projectId: string;
            name: string;
            value: string;
        };
        /**
         * @example {
         *       "name": "SUPPORT_CHANNEL",
         *       "value": "C012345"
         *     }
         */
        NewVariable: {
            name: string;
            value: string;
            /** @description The credential’s project, which is meant without it as well */
            projectId?: string;
        };
        VariablePage: {
            data: components["schemas"]["Variable"][];
            /** @description Cursor of the page after this one; null on the last */
            next: string | null;
            /** @description Cursor of the page before this one; null on the first */
            previous: string | null;
        };
        UserInvitation: {
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            id: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            created: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            updated: string;
            email: string;
            /** @enum {string} */
            status: "PENDING" | "ACCEPTED";
            /** @enum {string} */
            type: "PROJECT" | "PLATFORM";
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            platformId: string;
            /**
             * @description Of invitations to the installation
             * @enum {string|null}
             */
            platformRole: "ADMIN" | "MEMBER" | "OPERATOR" | null;
            /**
             * @description Of invitations to a project
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            projectId: string | null;
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            projectRoleId: string | null;
            projectRole: components["schemas"]["InvitedProjectRole"];
            /**
             * Format: date-time
             * @description From then on it cannot be accepted
             */
            expiresAt: string;
        };
        InvitedProjectRole: {
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            id: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            created: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            updated: string;
            /**
             * @description As the engine’s clients call it
             * @enum {string}
             */
            name: "Viewer" | "Operator" | "Editor" | "Admin";
            /**
             * @description As the project’s members have it
             * @enum {string}
             */
            role: "viewer" | "operator" | "editor" | "owner";
            /** @enum {string} */
            type: "DEFAULT";
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            platformId: string;
        } | null;
        /**
         * @example {
         *       "type": "PROJECT",
         *       "email": "li@example.com",
         *       "projectRole": "Editor"
         *     }
         */
        NewUserInvitation: {
            /** @enum {string} */
            type: "PROJECT" | "PLATFORM";
            /** Format: email */
            email: string;
            /** @description The credential’s project, which is meant without it as well */
            projectId?: string;
            /**
             * @description Of PROJECT: one of viewer, operator, editor, owner, Viewer, Operator, Editor, Admin, in any case
             * @example Editor
             */
            projectRole?: string;
            /**
             * @description Of PLATFORM
             * @enum {string|null}
             */
            platformRole?: "ADMIN" | "MEMBER" | "OPERATOR" | null;
        };
        UserInvitationPage: {
            data: components["schemas"]["UserInvitation"][];
            /** @description Cursor of the page after this one; null on the last */
            next: string | null;
            /** @description Cursor of the page before this one; null on the first */
            previous: string | null;
        };
        ShownUserInvitation: {
            email: string;
            /** @enum {string} */
            type: "PROJECT" | "PLATFORM";
            /** @enum {string} */
            role: "viewer" | "operator" | "editor" | "owner" | "ADMIN" | "MEMBER" | "OPERATOR";
            projectName: string | null;
            /** @description Name of the person */
            invitedBy: string;
            /** @description Whether there is an account of the address */
            registered: boolean;
            /** Format: date-time */
            expiresAt: string;
        };
        /**
         * @example {
         *       "invitationToken": "pK3mS0nRz7tYw1vXq9Lk4Tn8Qwe2Gx5Hd6Jf0Bc"
         *     }
         */
        UserInvitationToken: {
            /** @description Of the mail’s link */
            invitationToken: string;
        };
        AcceptedUserInvitation: {
            /** @description Whether there was an account of the address before */
            registered: boolean;
            email: string;
            /**
             * @description 21 letters and digits; sorts by creation time
             * @example 6F3vRY0G2Xq9Lk4Tn8Qwe
             */
            userId: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            projectId: string | null;
            /** @description Whether a new account was given a password */
            passwordSet: boolean;
        };
        /**
         * @example {
         *       "invitationToken": "pK3mS0nRz7tYw1vXq9Lk4Tn8Qwe2Gx5Hd6Jf0Bc",
         *       "name": "李雷"
         *     }
         */
        UserInvitationAcceptance: {
            /** @description Of the mail’s link */
            invitationToken: string;
            /** @description Of a new account; the address’s first part unless told */
            name?: string | null;
            /**
             * Format: password
             * @description Neither the address of the account nor one of the usual ones
             */
            password?: string | null;
        };
        CreatedApiKey: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            _id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            projectId: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            userId: string;
            name: string;
            scopes: ("read" | "write")[];
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            expiresAt: string | null;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            revokedAt: string | null;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            lastUsedAt: string | null;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            createdAt: string;
            /** @description The key itself: shown this once */
            key: string;
        };
        /**
         * @example {
         *       "name": "reporting",
         *       "scopes": [
         *         "read"
         *       ]
         *     }
         */
        NewApiKey: {
            name: string;
            scopes: ("read" | "write")[];
            /**
             * Format: date-time
             * @description When the key ends; never unless told
             */
            expiresAt?: string;
            /** @description Project of the key; another than the caller’s own for administrators alone */
            projectId?: string;
        };
        ApiKeyList: {
            apiKeys: components["schemas"]["ApiKey"][];
            /** @description How many items all pages hold together */
            total: number;
            /** @description Cursor of the next page; null on the last */
            nextCursor: string | null;
        };
        ApiKey: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            _id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            projectId: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            userId: string;
            name: string;
            scopes: ("read" | "write")[];
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            expiresAt: string | null;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            revokedAt: string | null;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            lastUsedAt: string | null;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            createdAt: string;
        };
        /**
         * @example {
         *       "overlapSeconds": 3600
         *     }
         */
        ApiKeyRotation: {
            /** @description How long the old key still works; 0 unless told */
            overlapSeconds?: number;
        };
        SignedIn: {
            /**
             * @description Null for an API key
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            sessionId: string | null;
            /**
             * Format: date-time
             * @description The session’s end, however much it is used
             * @example 2026-04-12T08:00:00.000Z
             */
            expiresAt: string | null;
            user: {
                /**
                 * @description 24 lower-case hex characters; sorts by creation time
                 * @example 665f1a2b3c4d5e6f7a8b9c0d
                 */
                id: string;
                /**
                 * @description 24 lower-case hex characters; sorts by creation time
                 * @example 665f1a2b3c4d5e6f7a8b9c0d
                 */
                _id: string;
                email: string;
                name: string;
                admin: boolean;
            };
            /** @description The one that is acted for; null for a member of none */
            project: {
                /**
                 * @description 24 lower-case hex characters; sorts by creation time
                 * @example 665f1a2b3c4d5e6f7a8b9c0d
                 */
                id: string;
                /**
                 * @description 24 lower-case hex characters; sorts by creation time
                 * @example 665f1a2b3c4d5e6f7a8b9c0d
                 */
                _id: string;
                name: string;
                /** @enum {string} */
                role: "viewer" | "operator" | "editor" | "owner";
            } | null;
            /** @description Those that the session can be moved to, by name; 200 at most */
            projects: components["schemas"]["OwnProject"][];
            /** @description Shown this once; null when it is in the cookie */
            token: string | null;
        };
        /** @description A project with the role that the user has in it */
        OwnProject: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            _id: string;
            name: string;
            /** @enum {string} */
            role: "viewer" | "operator" | "editor" | "owner";
        };
        /**
         * @example {
         *       "email": "li@example.com",
         *       "password": "correct horse battery"
         *     }
         */
        SignIn: {
            email: string;
            /** Format: password */
            password: string;
            cookie?: boolean;
            /** @description The project to begin in; without it the one that was used last */
            projectId?: string;
        };
        /**
         * @example {
         *       "email": "li@example.com"
         *     }
         */
        PasswordResetRequest: {
            /** Format: email */
            email: string;
        };
        PasswordReset: {
            token: string;
            /**
             * Format: password
             * @description Neither the address of the account nor one of the usual ones
             */
            password: string;
        };
        SignInProviders: {
            password: boolean;
            oidc: {
                /** @description What people call it */
                name: string;
                startUrl: string;
            } | null;
        };
        SessionInfo: {
            /**
             * @description Null for an API key
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            sessionId: string | null;
            /**
             * Format: date-time
             * @description The session’s end, however much it is used
             * @example 2026-04-12T08:00:00.000Z
             */
            expiresAt: string | null;
            user: {
                /**
                 * @description 24 lower-case hex characters; sorts by creation time
                 * @example 665f1a2b3c4d5e6f7a8b9c0d
                 */
                id: string;
                /**
                 * @description 24 lower-case hex characters; sorts by creation time
                 * @example 665f1a2b3c4d5e6f7a8b9c0d
                 */
                _id: string;
                email: string;
                name: string;
                admin: boolean;
            };
            /** @description The one that is acted for; null for a member of none */
            project: {
                /**
                 * @description 24 lower-case hex characters; sorts by creation time
                 * @example 665f1a2b3c4d5e6f7a8b9c0d
                 */
                id: string;
                /**
                 * @description 24 lower-case hex characters; sorts by creation time
                 * @example 665f1a2b3c4d5e6f7a8b9c0d
                 */
                _id: string;
                name: string;
                /** @enum {string} */
                role: "viewer" | "operator" | "editor" | "owner";
            } | null;
            /** @description Those that the session can be moved to, by name; 200 at most */
            projects: components["schemas"]["OwnProject"][];
        };
        SessionMove: {
            /** @description The project */
            projectId: string;
        };
        SessionList: {
            sessions: components["schemas"]["Session"][];
        };
        Session: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            _id: string;
            /**
             * @description How it was opened
             * @enum {string}
             */
            method: "password" | "oidc" | "invitation";
            /** @description Whether it is the one that asks */
            current: boolean;
            ip: string | null;
            userAgent: string | null;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            lastUsedAt: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            expiresAt: string;
        };
        PasswordChanged: {
            success: boolean;
            endedSessions: number;
        };
        PasswordChange: {
            /** Format: password */
            current: string;
            /**
             * Format: password
             * @description Neither the address of the account nor one of the usual ones
             */
            next: string;
        };
        User: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            _id: string;
            email: string;
            name: string;
            admin: boolean;
            /** @description Has at least the role `operator` in every project */
            operator: boolean;
            /** @description Nothing of the user’s is accepted */
            disabled: boolean;
            /**
             * @description Language of mails; null: the installation’s
             * @enum {string|null}
             */
            locale: "en" | "zh-CN" | null;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            createdAt: string;
        };
        /**
         * @example {
         *       "disabled": true
         *     }
         */
        UserChange: {
            name?: string;
            /** @description Whether the user administers the installation */
            admin?: boolean;
            /** @description Whether the user is at least an operator in every project */
            operator?: boolean;
            /**
             * @description Language of mails; null: the installation’s
             * @enum {string|null}
             */
            locale?: "en" | "zh-CN" | null;
            /** @description Whether all that the user shows is refused */
            disabled?: boolean;
        };
        Me: {
            user: {
                /**
                 * @description 24 lower-case hex characters; sorts by creation time
                 * @example 665f1a2b3c4d5e6f7a8b9c0d
                 */
                id: string;
                /**
                 * @description 24 lower-case hex characters; sorts by creation time
                 * @example 665f1a2b3c4d5e6f7a8b9c0d
                 */
                _id: string;
                email: string;
                name: string;
                admin: boolean;
            };
            project: {
                /**
                 * @description 24 lower-case hex characters; sorts by creation time
                 * @example 665f1a2b3c4d5e6f7a8b9c0d
                 */
                id: string;
                /**
                 * @description 24 lower-case hex characters; sorts by creation time
                 * @example 665f1a2b3c4d5e6f7a8b9c0d
                 */
                _id: string;
                name: string;
            };
            /**
             * @description What the user may do in the project
             * @enum {string|null}
             */
            role: "viewer" | "operator" | "editor" | "owner" | null;
            apiKeyId: string | null;
            scopes: ("read" | "write")[];
        };
        CurrentProject: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            _id: string;
            name: string;
            /**
             * Format: date-time
             * @description Since when no credential acts for it
             * @example 2026-04-12T08:00:00.000Z
             */
            archivedAt: string | null;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            createdAt: string;
            /** @description The name, as the flow engine calls it */
            displayName: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            created: string;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            updated: string;
        };
        ProjectList: {
            projects: components["schemas"]["Project"][];
            /** @description How many items all pages hold together */
            total: number;
            /** @description Cursor of the next page; null on the last */
            nextCursor: string | null;
        };
        Project: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            _id: string;
            name: string;
            /**
             * Format: date-time
             * @description Since when no credential acts for it
             * @example 2026-04-12T08:00:00.000Z
             */
            archivedAt: string | null;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            createdAt: string;
        };
        /**
         * @example {
         *       "name": "Building A"
         *     }
         */
        NewProject: {
            name: string;
        };
        UserList: {
            users: components["schemas"]["User"][];
            /** @description How many items all pages hold together */
            total: number;
            /** @description Cursor of the next page; null on the last */
            nextCursor: string | null;
        };
        /**
         * @example {
         *       "email": "li@example.com",
         *       "name": "李雷"
         *     }
         */
        NewUser: {
            /** Format: email */
            email: string;
            name: string;
            /**
             * @description Language of mails; null: the installation’s
             * @enum {string|null}
             */
            locale?: "en" | "zh-CN" | null;
            /**
             * @description In the project; `editor` unless told
             * @enum {string}
             */
            role?: "viewer" | "operator" | "editor" | "owner";
        };
        MemberList: {
            members: components["schemas"]["Member"][];
            /** @description How many items all pages hold together */
            total: number;
            /** @description Cursor of the next page; null on the last */
            nextCursor: string | null;
        };
        Member: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            userId: string;
            /**
             * @description Each may do all that those before it may
             * @enum {string}
             */
            role: "viewer" | "operator" | "editor" | "owner";
            user: {
                /**
                 * @description 24 lower-case hex characters; sorts by creation time
                 * @example 665f1a2b3c4d5e6f7a8b9c0d
                 */
                id: string;
                /**
                 * @description 24 lower-case hex characters; sorts by creation time
                 * @example 665f1a2b3c4d5e6f7a8b9c0d
                 */
                _id: string;
                email: string;
                name: string;
                /** @description Administrators of the installation are owners everywhere */
                admin: boolean;
                /** @description At least an operator everywhere */
                operator: boolean;
                /** @description Nothing of a disabled user is accepted */
                disabled: boolean;
            };
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            createdAt: string;
        };
        /**
         * @example {
         *       "role": "operator"
         *     }
         */
        MemberChange: {
            /**
             * @description Each may do all that those before it may
             * @enum {string}
             */
            role: "viewer" | "operator" | "editor" | "owner";
        };
        ProjectDetail: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            id: string;
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            _id: string;
            name: string;
            /**
             * Format: date-time
             * @description Since when no credential acts for it
             * @example 2026-04-12T08:00:00.000Z
             */
            archivedAt: string | null;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            createdAt: string;
            settings: components["schemas"]["ProjectSettings"];
        };
        ProjectSettings: {
            /** @description Of runs, in days; the installation’s without it */
            retentionDays?: number;
            /** @description What is absent is not limited */
            quotas?: {
                /** @description Requests to the API within a minute */
                requestsPerMinute?: number;
                /** @description Runs that start within a minute, whatever starts them */
                startsPerMinute?: number;
                /** @description Runs that have not ended, queued and waiting ones among them */
                liveRuns?: number;
                /** @description Workflows */
                workflows?: number;
                /** @description Enabled workflows with a cron trigger */
                schedules?: number;
                /** @description Bytes of large values; beyond them no run starts */
                storedBytes?: number;
                /** @description Live views at once, of each process of the API */
                watchers?: number;
                /** @description Calls of one webhook path within a minute */
                webhookCallsPerMinute?: number;
            };
        };
        /**
         * @example {
         *       "settings": {
         *         "retentionDays": 90,
         *         "quotas": {
         *           "liveRuns": 10000
         *         }
         *       }
         *     }
         */
        ProjectChange: {
            name?: string;
            /** @description What is not named stays; null takes a setting away */
            settings?: {
                retentionDays?: number | null;
                quotas?: {
                    /** @description Requests to the API within a minute */
                    requestsPerMinute?: number | null;
                    /** @description Runs that start within a minute, whatever starts them */
                    startsPerMinute?: number | null;
                    /** @description Runs that have not ended, queued and waiting ones among them */
                    liveRuns?: number | null;
                    /** @description Workflows */
                    workflows?: number | null;
                    /** @description Enabled workflows with a cron trigger */
                    schedules?: number | null;
                    /** @description Bytes of large values; beyond them no run starts */
                    storedBytes?: number | null;
                    /** @description Live views at once, of each process of the API */
                    watchers?: number | null;
                    /** @description Calls of one webhook path within a minute */
                    webhookCallsPerMinute?: number | null;
                };
            };
        };
        /**
         * @example {
         *       "name": "Building A"
         *     }
         */
        ProjectArchiving: {
            /** @description The project’s name, so that none goes by mistake */
            name: string;
        };
        Usage: {
            usage: {
                /** @description Requests to the API within a minute */
                requestsPerMinute: {
                    /** @description Null for what is counted only where it is limited */
                    used: number | null;
                    /** @description Null: not limited */
                    limit: number | null;
                };
                /** @description Runs that start within a minute, whatever starts them */
                startsPerMinute: {
                    /** @description Null for what is counted only where it is limited */
                    used: number | null;
                    /** @description Null: not limited */
                    limit: number | null;
                };
                /** @description Runs that have not ended, queued and waiting ones among them */
                liveRuns: {
                    /** @description Null for what is counted only where it is limited */
                    used: number | null;
                    /** @description Null: not limited */
                    limit: number | null;
                };
                /** @description Workflows */
                workflows: {
                    /** @description Null for what is counted only where it is limited */
                    used: number | null;
                    /** @description Null: not limited */
                    limit: number | null;
                };
                /** @description Enabled workflows with a cron trigger */
                schedules: {
                    /** @description Null for what is counted only where it is limited */
                    used: number | null;
                    /** @description Null: not limited */
                    limit: number | null;
                };
                /** @description Bytes of large values; beyond them no run starts */
                storedBytes: {
                    /** @description Null for what is counted only where it is limited */
                    used: number | null;
                    /** @description Null: not limited */
                    limit: number | null;
                };
                /** @description Live views at once, of each process of the API */
                watchers: {
                    /** @description Null for what is counted only where it is limited */
                    used: number | null;
                    /** @description Null: not limited */
                    limit: number | null;
                };
                /** @description Calls of one webhook path within a minute */
                webhookCallsPerMinute: {
                    /** @description Null for what is counted only where it is limited */
                    used: number | null;
                    /** @description Null: not limited */
                    limit: number | null;
                };
            };
        };
        AuditEntryList: {
            entries: components["schemas"]["AuditEntry"][];
            /** @description Cursor of the next page; null on the last */
            nextCursor: string | null;
        };
        AuditEntry: {
            /**
             * @description 24 lower-case hex characters; sorts by creation time
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            id: string;
            /**
             * @description `<resource>.<verb>`
             * @example workflow.update
             */
            action: string;
            /**
             * @description Who it was, as people know them
             * @example li@example.com
             */
            by: string;
            /**
             * @description `address`: whoever was mailed a link; `job`: an operation over many runs
             * @enum {string}
             */
            actorType: "user" | "address" | "job" | "system";
            actorId: string;
            /**
             * @description The key that the user acted with
             * @example 665f1a2b3c4d5e6f7a8b9c0d
             */
            apiKeyId: string | null;
            /** @description Id of the resource */
            target: string;
            /** @description The changed fields as they were; null for what was made */
            before?: unknown;
            /** @description The changed fields as they became; null for what is gone */
            after?: unknown;
            ip: string | null;
            requestId: string | null;
            /**
             * Format: date-time
             * @example 2026-04-12T08:00:00.000Z
             */
            at: string;
        };
        Root: {
            name: string;
            docs: string;
            openapi: string;
        };
        Health: {
            /** @enum {string} */
            status: "ok";
        };
        Readiness: {
            /** @enum {string} */
            status: "ready" | "unavailable";
            missing: ("database" | "temporal" | "worker")[];
            parts: {
                database: components["schemas"]["ReadinessPart"];
                temporal: components["schemas"]["ReadinessPart"];
                worker: components["schemas"]["ReadinessPart"];
            };
        };
        ReadinessPart: {
            ready: boolean;
            detail: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
};
export type RunState = components['schemas']['RunState'];
export type RunStatus = components['schemas']['RunStatus'];
export type ValidDefinition = components['schemas']['ValidDefinition'];
export type Workflow = components['schemas']['Workflow'];
export type Trigger = components['schemas']['Trigger'];
export type WebhookSignature = components['schemas']['WebhookSignature'];
export type Node = components['schemas']['Node'];
export type Body = components['schemas']['Body'];
export type Edge = components['schemas']['Edge'];
export type ToolDeclaration = components['schemas']['ToolDeclaration'];
export type Problem = components['schemas']['Problem'];
export type ProblemFault = components['schemas']['ProblemFault'];
export type NewWorkflow = components['schemas']['NewWorkflow'];
export type WorkflowList = components['schemas']['WorkflowList'];
export type WorkflowOverview = components['schemas']['WorkflowOverview'];
export type WorkflowChange = components['schemas']['WorkflowChange'];
export type Success = components['schemas']['Success'];
export type VersionList = components['schemas']['VersionList'];
export type Version = components['schemas']['Version'];
export type VersionDiff = components['schemas']['VersionDiff'];
export type FieldChange = components['schemas']['FieldChange'];
export type VersionChange = components['schemas']['VersionChange'];
export type VersionRestore = components['schemas']['VersionRestore'];
export type LabelList = components['schemas']['LabelList'];
export type Label = components['schemas']['Label'];
export type LabelTarget = components['schemas']['LabelTarget'];
export type Draft = components['schemas']['Draft'];
export type DraftBody = components['schemas']['DraftBody'];
export type DraftPublication = components['schemas']['DraftPublication'];
export type RunList = components['schemas']['RunList'];
export type Run = components['schemas']['Run'];
export type StepResult = components['schemas']['StepResult'];
export type IterationCounts = components['schemas']['IterationCounts'];
export type RunCounts = components['schemas']['RunCounts'];
export type Schedule = components['schemas']['Schedule'];
export type ScheduleFire = components['schemas']['ScheduleFire'];
export type ScheduleFireList = components['schemas']['ScheduleFireList'];
export type ScheduleNote = components['schemas']['ScheduleNote'];
export type AcceptedBackfill = components['schemas']['AcceptedBackfill'];
export type Backfill = components['schemas']['Backfill'];
export type ScheduleList = components['schemas']['ScheduleList'];
export type ScheduleOverview = components['schemas']['ScheduleOverview'];
export type UpcomingFires = components['schemas']['UpcomingFires'];
export type UpcomingFire = components['schemas']['UpcomingFire'];
export type EndedRun = components['schemas']['EndedRun'];
export type StartedRun = components['schemas']['StartedRun'];
export type RunStart = components['schemas']['RunStart'];
export type AcceptedRunOperation = components['schemas']['AcceptedRunOperation'];
export type StepDetail = components['schemas']['StepDetail'];
export type StepIteration = components['schemas']['StepIteration'];
export type StepAttempt = components['schemas']['StepAttempt'];
export type StepLogLine = components['schemas']['StepLogLine'];
export type LiveMessage = components['schemas']['LiveMessage'];
export type RunMessage = components['schemas']['RunMessage'];
export type StepMessage = components['schemas']['StepMessage'];
export type RunResume = components['schemas']['RunResume'];
export type RunRetry = components['schemas']['RunRetry'];
export type RunRerun = components['schemas']['RunRerun'];
export type RunLineage = components['schemas']['RunLineage'];
export type BulkTotal = components['schemas']['BulkTotal'];
export type StartedBulkJob = components['schemas']['StartedBulkJob'];
export type BulkRequest = components['schemas']['BulkRequest'];
export type BulkCancel = components['schemas']['BulkCancel'];
export type BulkTerminate = components['schemas']['BulkTerminate'];
export type BulkPause = components['schemas']['BulkPause'];
export type BulkResume = components['schemas']['BulkResume'];
export type BulkRetry = components['schemas']['BulkRetry'];
export type BulkRerun = components['schemas']['BulkRerun'];
export type BulkJobList = components['schemas']['BulkJobList'];
export type BulkJobSummary = components['schemas']['BulkJobSummary'];
export type BulkJob = components['schemas']['BulkJob'];
export type BulkItemList = components['schemas']['BulkItemList'];
export type BulkItem = components['schemas']['BulkItem'];
export type SavedSearch = components['schemas']['SavedSearch'];
export type NewSavedSearch = components['schemas']['NewSavedSearch'];
export type RunFilter = components['schemas']['RunFilter'];
export type SavedSearchList = components['schemas']['SavedSearchList'];
export type SavedSearchChange = components['schemas']['SavedSearchChange'];
export type ApprovalList = components['schemas']['ApprovalList'];
export type Approval = components['schemas']['Approval'];
export type ApprovalDecision = components['schemas']['ApprovalDecision'];
export type ApprovalComment = components['schemas']['ApprovalComment'];
export type ApprovalRun = components['schemas']['ApprovalRun'];
export type NewApprovalDecision = components['schemas']['NewApprovalDecision'];
export type ApprovalDelegation = components['schemas']['ApprovalDelegation'];
export type NewApprovalComment = components['schemas']['NewApprovalComment'];
export type ApprovalDeadline = components['schemas']['ApprovalDeadline'];
export type GroupList = components['schemas']['GroupList'];
export type Group = components['schemas']['Group'];
export type GroupMembers = components['schemas']['GroupMembers'];
export type StoredTool = components['schemas']['StoredTool'];
export type NewTool = components['schemas']['NewTool'];
export type ToolList = components['schemas']['ToolList'];
export type Tool = components['schemas']['Tool'];
export type ToolTestResult = components['schemas']['ToolTestResult'];
export type ToolTest = components['schemas']['ToolTest'];
export type Connection = components['schemas']['Connection'];
export type NewConnection = components['schemas']['NewConnection'];
export type NewBearerConnection = components['schemas']['NewBearerConnection'];
export type NewHeaderConnection = components['schemas']['NewHeaderConnection'];
export type NewBasicConnection = components['schemas']['NewBasicConnection'];
export type NewOpenaiCompatibleConnection = components['schemas']['NewOpenaiCompatibleConnection'];
export type NewAnthropicConnection = components['schemas']['NewAnthropicConnection'];
export type NewSmtpConnection = components['schemas']['NewSmtpConnection'];
export type NewWebhookSecretConnection = components['schemas']['NewWebhookSecretConnection'];
export type ConnectionList = components['schemas']['ConnectionList'];
export type ConnectionChange = components['schemas']['ConnectionChange'];
export type PublishedEvent = components['schemas']['PublishedEvent'];
export type NewEvent = components['schemas']['NewEvent'];
export type EventTypes = components['schemas']['EventTypes'];
export type CreatedSubscription = components['schemas']['CreatedSubscription'];
export type NewSubscription = components['schemas']['NewSubscription'];
export type SubscriptionList = components['schemas']['SubscriptionList'];
export type Subscription = components['schemas']['Subscription'];
export type DeliveryList = components['schemas']['DeliveryList'];
export type Delivery = components['schemas']['Delivery'];
export type WebhookAccepted = components['schemas']['WebhookAccepted'];
export type WebhookFailed = components['schemas']['WebhookFailed'];
export type ChannelWithSecret = components['schemas']['ChannelWithSecret'];
export type ChannelSettings = components['schemas']['ChannelSettings'];
export type NewChannel = components['schemas']['NewChannel'];
export type ChannelList = components['schemas']['ChannelList'];
export type Channel = components['schemas']['Channel'];
export type ChannelChange = components['schemas']['ChannelChange'];
export type ChannelSecret = components['schemas']['ChannelSecret'];
export type ChannelMessageList = components['schemas']['ChannelMessageList'];
export type ChannelMessage = components['schemas']['ChannelMessage'];
export type ChannelAutomationList = components['schemas']['ChannelAutomationList'];
export type ChannelAutomation = components['schemas']['ChannelAutomation'];
export type AcceptedChannelMessage = components['schemas']['AcceptedChannelMessage'];
export type NewChannelMessage = components['schemas']['NewChannelMessage'];
export type Flow = components['schemas']['Flow'];
export type FlowVersion = components['schemas']['FlowVersion'];
export type NewFlow = components['schemas']['NewFlow'];
export type FlowPage = components['schemas']['FlowPage'];
export type FlowVersionPage = components['schemas']['FlowVersionPage'];
export type FlowTemplate = components['schemas']['FlowTemplate'];
export type FlowTemplateContent = components['schemas']['FlowTemplateContent'];
export type FlowOperation = components['schemas']['FlowOperation'];
export type LockAndPublishOperation = components['schemas']['LockAndPublishOperation'];
export type ChangeStatusOperation = components['schemas']['ChangeStatusOperation'];
export type LockFlowOperation = components['schemas']['LockFlowOperation'];
export type UseAsDraftOperation = components['schemas']['UseAsDraftOperation'];
export type ChangeFolderOperation = components['schemas']['ChangeFolderOperation'];
export type ChangeNameOperation = components['schemas']['ChangeNameOperation'];
export type ImportFlowOperation = components['schemas']['ImportFlowOperation'];
export type UpdateTriggerOperation = components['schemas']['UpdateTriggerOperation'];
export type AddActionOperation = components['schemas']['AddActionOperation'];
export type UpdateActionOperation = components['schemas']['UpdateActionOperation'];
export type DeleteActionOperation = components['schemas']['DeleteActionOperation'];
export type MoveActionOperation = components['schemas']['MoveActionOperation'];
export type DuplicateActionOperation = components['schemas']['DuplicateActionOperation'];
export type SetSkipActionOperation = components['schemas']['SetSkipActionOperation'];
export type AddBranchOperation = components['schemas']['AddBranchOperation'];
export type DeleteBranchOperation = components['schemas']['DeleteBranchOperation'];
export type DuplicateBranchOperation = components['schemas']['DuplicateBranchOperation'];
export type MoveBranchOperation = components['schemas']['MoveBranchOperation'];
export type SaveSampleDataOperation = components['schemas']['SaveSampleDataOperation'];
export type UpdateSampleDataInfoOperation = components['schemas']['UpdateSampleDataInfoOperation'];
export type UpdateMetadataOperation = components['schemas']['UpdateMetadataOperation'];
export type UpdateMinutesSavedOperation = components['schemas']['UpdateMinutesSavedOperation'];
export type UpdateOwnerOperation = components['schemas']['UpdateOwnerOperation'];
export type AddNoteOperation = components['schemas']['AddNoteOperation'];
export type UpdateNoteOperation = components['schemas']['UpdateNoteOperation'];
export type DeleteNoteOperation = components['schemas']['DeleteNoteOperation'];
export type FlowFolder = components['schemas']['FlowFolder'];
export type NewFlowFolder = components['schemas']['NewFlowFolder'];
export type FlowFolderPage = components['schemas']['FlowFolderPage'];
export type FlowFolderChange = components['schemas']['FlowFolderChange'];
export type Table = components['schemas']['Table'];
export type NewTable = components['schemas']['NewTable'];
export type TablePage = components['schemas']['TablePage'];
export type TableChange = components['schemas']['TableChange'];
export type ExportedTable = components['schemas']['ExportedTable'];
export type ImportedRecords = components['schemas']['ImportedRecords'];
export type TableCsv = components['schemas']['TableCsv'];
export type CreatedTableWebhook = components['schemas']['CreatedTableWebhook'];
export type NewTableWebhook = components['schemas']['NewTableWebhook'];
export type TableWebhook = components['schemas']['TableWebhook'];
export type TableField = components['schemas']['TableField'];
export type NewTableField = components['schemas']['NewTableField'];
export type TableFieldChange = components['schemas']['TableFieldChange'];
export type TableRecord = components['schemas']['TableRecord'];
export type NewTableRecords = components['schemas']['NewTableRecords'];
export type TableCell = components['schemas']['TableCell'];
export type TableRecordPage = components['schemas']['TableRecordPage'];
export type TableRecordChange = components['schemas']['TableRecordChange'];
export type TableRecordIds = components['schemas']['TableRecordIds'];
export type FlowRunPage = components['schemas']['FlowRunPage'];
export type FlowRun = components['schemas']['FlowRun'];
export type FlowRunCounts = components['schemas']['FlowRunCounts'];
export type FlowRunsChosen = components['schemas']['FlowRunsChosen'];
export type FlowRunWithSteps = components['schemas']['FlowRunWithSteps'];
export type FlowRunStep = components['schemas']['FlowRunStep'];
export type FlowWebhookAccepted = components['schemas']['FlowWebhookAccepted'];
export type FlowRunResumed = components['schemas']['FlowRunResumed'];
export type PieceList = components['schemas']['PieceList'];
export type PieceSummary = components['schemas']['PieceSummary'];
export type Piece = components['schemas']['Piece'];
export type PieceOptions = components['schemas']['PieceOptions'];
export type PieceOptionsRequest = components['schemas']['PieceOptionsRequest'];
export type TriggerTest = components['schemas']['TriggerTest'];
export type TriggerTrial = components['schemas']['TriggerTrial'];
export type TriggerTrialEnd = components['schemas']['TriggerTrialEnd'];
export type TriggerEventPage = components['schemas']['TriggerEventPage'];
export type TriggerEvent = components['schemas']['TriggerEvent'];
export type NewTriggerEvent = components['schemas']['NewTriggerEvent'];
export type TriggerRunStatus = components['schemas']['TriggerRunStatus'];
export type McpServer = components['schemas']['McpServer'];
export type McpTool = components['schemas']['McpTool'];
export type McpPieceMetadata = components['schemas']['McpPieceMetadata'];
export type NewMcpServer = components['schemas']['NewMcpServer'];
export type NewMcpTool = components['schemas']['NewMcpTool'];
export type McpServerPage = components['schemas']['McpServerPage'];
export type McpServerChange = components['schemas']['McpServerChange'];
export type AppConnection = components['schemas']['AppConnection'];
export type AppConnectionOwner = components['schemas']['AppConnectionOwner'];
export type NewAppConnection = components['schemas']['NewAppConnection'];
export type AppConnectionPage = components['schemas']['AppConnectionPage'];
export type AppConnectionOwnerPage = components['schemas']['AppConnectionOwnerPage'];
export type AuthorizationUrl = components['schemas']['AuthorizationUrl'];
export type NewAuthorizationUrl = components['schemas']['NewAuthorizationUrl'];
export type AppConnectionChange = components['schemas']['AppConnectionChange'];
export type Variable = components['schemas']['Variable'];
export type NewVariable = components['schemas']['NewVariable'];
export type VariablePage = components['schemas']['VariablePage'];
export type UserInvitation = components['schemas']['UserInvitation'];
export type InvitedProjectRole = components['schemas']['InvitedProjectRole'];
export type NewUserInvitation = components['schemas']['NewUserInvitation'];
export type UserInvitationPage = components['schemas']['UserInvitationPage'];
export type ShownUserInvitation = components['schemas']['ShownUserInvitation'];
export type UserInvitationToken = components['schemas']['UserInvitationToken'];
export type AcceptedUserInvitation = components['schemas']['AcceptedUserInvitation'];
export type UserInvitationAcceptance = components['schemas']['UserInvitationAcceptance'];
export type CreatedApiKey = components['schemas']['CreatedApiKey'];
export type NewApiKey = components['schemas']['NewApiKey'];
export type ApiKeyList = components['schemas']['ApiKeyList'];
export type ApiKey = components['schemas']['ApiKey'];
export type ApiKeyRotation = components['schemas']['ApiKeyRotation'];
export type SignedIn = components['schemas']['SignedIn'];
export type OwnProject = components['schemas']['OwnProject'];
export type SignIn = components['schemas']['SignIn'];
export type PasswordResetRequest = components['schemas']['PasswordResetRequest'];
export type PasswordReset = components['schemas']['PasswordReset'];
export type SignInProviders = components['schemas']['SignInProviders'];
export type SessionInfo = components['schemas']['SessionInfo'];
export type SessionMove = components['schemas']['SessionMove'];
export type SessionList = components['schemas']['SessionList'];
export type Session = components['schemas']['Session'];
export type PasswordChanged = components['schemas']['PasswordChanged'];
export type PasswordChange = components['schemas']['PasswordChange'];
export type User = components['schemas']['User'];
export type UserChange = components['schemas']['UserChange'];
export type Me = components['schemas']['Me'];
export type CurrentProject = components['schemas']['CurrentProject'];
export type ProjectList = components['schemas']['ProjectList'];
export type Project = components['schemas']['Project'];
export type NewProject = components['schemas']['NewProject'];
export type UserList = components['schemas']['UserList'];
export type NewUser = components['schemas']['NewUser'];
export type MemberList = components['schemas']['MemberList'];
export type Member = components['schemas']['Member'];
export type MemberChange = components['schemas']['MemberChange'];
export type ProjectDetail = components['schemas']['ProjectDetail'];
export type ProjectSettings = components['schemas']['ProjectSettings'];
export type ProjectChange = components['schemas']['ProjectChange'];
export type ProjectArchiving = components['schemas']['ProjectArchiving'];
export type Usage = components['schemas']['Usage'];
export type AuditEntryList = components['schemas']['AuditEntryList'];
export type AuditEntry = components['schemas']['AuditEntry'];
export type Root = components['schemas']['Root'];
export type Health = components['schemas']['Health'];
export type Readiness = components['schemas']['Readiness'];
export type ReadinessPart = components['schemas']['ReadinessPart'];
export interface operations {
    listWorkflows: {
        parameters: {
            query?: {
                /** @description How many items at most, 20 unless told */
                limit?: number;
                /** @description `nextCursor` of the previous answer */
                cursor?: string;
                /** @description Only enabled or disabled ones */
                enabled?: boolean;
                /** @description Only those with this type of trigger */
                trigger?: "manual" | "cron" | "event" | "webhook" | "channel";
                /** @description Text within name or description */
                q?: string;
                /** @description Only those with this tag */
                tag?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Workflows without nodes and edges */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkflowList"];
                };
            };
        };
    };
    createWorkflow: {
        parameters: {
            query?: {
                /** @description Only say whether the definition is valid; nothing is stored */
                validate?: boolean;
            };
            header?: {
                /** @description Makes a repeat answer what the first request made; with another body it is refused (422) */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "每日设备巡检",
                 *       "description": "自动检查设备状态并发送报告",
                 *       "trigger": {
                 *         "type": "cron",
                 *         "schedule": "0 9 * * *"
                 *       },
                 *       "nodes": [
                 *         {
                 *           "id": "fetch",
                 *           "type": "tool-call",
                 *           "config": {
                 *             "tool": "iot_get_all_devices",
                 *             "input": {}
                 *           }
                 *         },
                 *         {
                 *           "id": "analyze",
                 *           "type": "ai-generate",
                 *           "config": {
                 *             "prompt": "分析设备数据:{{fetch.result}}"
                 *           }
                 *         },
                 *         {
                 *           "id": "notify",
                 *           "type": "email-send",
                 *           "config": {
                 *             "to": "ops@example.com",
                 *             "subject": "巡检报告",
                 *             "body": "{{analyze.result}}"
                 *           }
                 *         }
                 *       ],
                 *       "edges": [
                 *         {
                 *           "from": "fetch",
                 *           "to": "analyze"
                 *         },
                 *         {
                 *           "from": "analyze",
                 *           "to": "notify"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewWorkflow"];
            };
        };
        responses: {
            /** @description With `validate=true`: the definition is valid */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidDefinition"];
                };
            };
            /** @description The stored workflow */
            201: {
                headers: {
                    /** @description Version of the workflow, for If-Match */
                    ETag?: string;
                    /** @description Address of the workflow */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workflow"];
                };
            };
        };
    };
    getWorkflow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The workflow */
            200: {
                headers: {
                    /** @description Version of the workflow, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workflow"];
                };
            };
        };
    };
    updateWorkflow: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag that the workflow must still have */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "enabled": false,
                 *       "description": "暂停巡检"
                 *     }
                 */
                "application/json": components["schemas"]["WorkflowChange"];
            };
        };
        responses: {
            /** @description The whole workflow after the change */
            200: {
                headers: {
                    /** @description Version of the workflow, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workflow"];
                };
            };
        };
    };
    deleteWorkflow: {
        parameters: {
            query?: {
                /** @description Cancel the live runs too */
                runs?: "cancel";
            };
            header?: {
                /** @description ETag that the workflow must still have */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true
                     *     }
                     */
                    "application/json": components["schemas"]["Success"];
                };
            };
        };
    };
    listVersions: {
        parameters: {
            query?: {
                /** @description How many items at most, 20 unless told */
                limit?: number;
                /** @description `nextCursor` of the previous answer */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Versions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionList"];
                };
            };
        };
    };
    diffVersions: {
        parameters: {
            query: {
                /** @description The older side: a number, a label, `latest` or `draft` */
                from: string;
                /** @description The newer side: a number, a label, `latest` or `draft` */
                to: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What differs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionDiff"];
                };
            };
        };
    };
    getVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The version */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
        };
    };
    updateVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                version: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VersionChange"];
            };
        };
        responses: {
            /** @description The version */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
        };
    };
    restoreVersion: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag that the workflow must still have */
                "if-match"?: string;
            };
            path: {
                id: string;
                version: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["VersionRestore"];
            };
        };
        responses: {
            /** @description The whole workflow after the change */
            200: {
                headers: {
                    /** @description Version of the workflow, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workflow"];
                };
            };
        };
    };
    listLabels: {
        parameters: {
            query?: {
                /** @description How many items at most, 20 unless told */
                limit?: number;
                /** @description `nextCursor` of the previous answer */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Labels */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LabelList"];
                };
            };
        };
    };
    putLabel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                /** @description Not `latest` or `draft` */
                label: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LabelTarget"];
            };
        };
        responses: {
            /** @description The label */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Label"];
                };
            };
        };
    };
    deleteLabel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                /** @description Not `latest` or `draft` */
                label: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
        };
    };
    getDraft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The draft */
            200: {
                headers: {
                    /** @description Revision of the draft, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Draft"];
                };
            };
        };
    };
    saveDraft: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag that the draft must still have */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DraftBody"];
            };
        };
        responses: {
            /** @description The draft */
            200: {
                headers: {
                    /** @description Revision of the draft, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Draft"];
                };
            };
        };
    };
    deleteDraft: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag that the draft must still have */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
        };
    };
    publishDraft: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag that the draft must still have */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DraftPublication"];
            };
        };
        responses: {
            /** @description The whole workflow after the change */
            200: {
                headers: {
                    /** @description Version of the workflow, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workflow"];
                };
            };
        };
    };
    searchRuns: {
        parameters: {
            query?: {
                /** @description How many items at most, 20 unless told */
                limit?: number;
                /** @description `nextCursor` of the previous answer to the same search */
                cursor?: string;
                /** @description Field to sort by, `-` in front for descending; runs without it (not ended, not started) come last. Newest first unless told */
                sort?: "createdAt" | "-createdAt" | "startedAt" | "-startedAt" | "completedAt" | "-completedAt" | "durationMs" | "-durationMs";
                /** @description Id of a saved search, whose filters hold as well; those that are given here win */
                search?: string;
                /** @description Only runs in one of these states; a comma-separated set of pending, running, waiting, completed, failed, cancelled */
                status?: string;
                /** @description Only runs of these workflows; a comma-separated set */
                workflowId?: string;
                /** @description Only runs that one of these started; a comma-separated set of api, cron, event, webhook, channel, mcp, workflow */
                triggeredBy?: string;
                /** @description Only runs made at or after this time */
                createdAfter?: string;
                /** @description Only runs made before this time */
                createdBefore?: string;
                /** @description Only runs that ended at or after this time */
                completedAfter?: string;
                /** @description Only runs that ended before this time */
                completedBefore?: string;
                /** @description Only runs that have a step of this node */
                nodeId?: string;
                /** @description Text within the code or message of the run’s error, whatever its case */
                error?: string;
                /** @description Only runs with this tag */
                tag?: string;
                /** @description Only runs with this key of the caller’s own */
                businessKey?: string;
                /** @description Only runs that this run started */
                parentRunId?: string;
                /** @description Only runs that repeat this run */
                retryOf?: string;
                /** @description Only runs whose trigger data has a value at this path: `order.id`, `items[0].sku`, `["a name"].x`. Data too large to be kept with the run (over 32 KB) is not searched */
                dataPath?: string;
                /** @description With `dataPath`: only runs that have this value there: a text as it is, a number, `true`, `false` or `null` as JSON */
                dataValue?: string;
                /** @description Only ended runs that took at least this long */
                minDurationMs?: number;
                /** @description Only ended runs that took at most this long */
                maxDurationMs?: number;
                /** @description With `nodeId`: only runs in which a step of that node is in one of these states; a comma-separated set of running, waiting, success, failed, skipped, cancelled */
                nodeStatus?: string;
                /** @description Only runs whose error has one of these codes; a comma-separated set */
                errorCode?: string;
                /** @description Only runs of this version */
                version?: number;
                /** @description Only runs that are paused, or only those that are not */
                paused?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Runs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunList"];
                };
            };
        };
    };
    countRuns: {
        parameters: {
            query?: {
                /** @description What to count by; `status` unless told */
                by?: "status" | "hour" | "workflow";
                /** @description With `by=hour`: the zone whose hours are meant, UTC unless told */
                timezone?: string;
                /** @description Id of a saved search, whose filters hold as well; those that are given here win */
                search?: string;
                /** @description Only runs in one of these states; a comma-separated set of pending, running, waiting, completed, failed, cancelled */
                status?: string;
                /** @description Only runs of these workflows; a comma-separated set */
                workflowId?: string;
                /** @description Only runs that one of these started; a comma-separated set of api, cron, event, webhook, channel, mcp, workflow */
                triggeredBy?: string;
                /** @description Only runs made at or after this time */
                createdAfter?: string;
                /** @description Only runs made before this time */
                createdBefore?: string;
                /** @description Only runs that ended at or after this time */
                completedAfter?: string;
                /** @description Only runs that ended before this time */
                completedBefore?: string;
                /** @description Only runs that have a step of this node */
                nodeId?: string;
                /** @description Text within the code or message of the run’s error, whatever its case */
                error?: string;
                /** @description Only runs with this tag */
                tag?: string;
                /** @description Only runs with this key of the caller’s own */
                businessKey?: string;
                /** @description Only runs that this run started */
                parentRunId?: string;
                /** @description Only runs that repeat this run */
                retryOf?: string;
                /** @description Only runs whose trigger data has a value at this path: `order.id`, `items[0].sku`, `["a name"].x`. Data too large to be kept with the run (over 32 KB) is not searched */
                dataPath?: string;
                /** @description With `dataPath`: only runs that have this value there: a text as it is, a number, `true`, `false` or `null` as JSON */
                dataValue?: string;
                /** @description Only ended runs that took at least this long */
                minDurationMs?: number;
                /** @description Only ended runs that took at most this long */
                maxDurationMs?: number;
                /** @description With `nodeId`: only runs in which a step of that node is in one of these states; a comma-separated set of running, waiting, success, failed, skipped, cancelled */
                nodeStatus?: string;
                /** @description Only runs whose error has one of these codes; a comma-separated set */
                errorCode?: string;
                /** @description Only runs of this version */
                version?: number;
                /** @description Only runs that are paused, or only those that are not */
                paused?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Counts; what has none is absent */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunCounts"];
                };
            };
        };
    };
    exportRuns: {
        parameters: {
            query?: {
                /** @description `ndjson` unless told */
                format?: "ndjson" | "csv";
                /** @description With `format=ndjson`: whether each run has its steps */
                steps?: boolean;
                /** @description Id of a saved search, whose filters hold as well; those that are given here win */
                search?: string;
                /** @description Only runs in one of these states; a comma-separated set of pending, running, waiting, completed, failed, cancelled */
                status?: string;
                /** @description Only runs of these workflows; a comma-separated set */
                workflowId?: string;
                /** @description Only runs that one of these started; a comma-separated set of api, cron, event, webhook, channel, mcp, workflow */
                triggeredBy?: string;
                /** @description Only runs made at or after this time */
                createdAfter?: string;
                /** @description Only runs made before this time */
                createdBefore?: string;
                /** @description Only runs that ended at or after this time */
                completedAfter?: string;
                /** @description Only runs that ended before this time */
                completedBefore?: string;
                /** @description Only runs that have a step of this node */
                nodeId?: string;
                /** @description Text within the code or message of the run’s error, whatever its case */
                error?: string;
                /** @description Only runs with this tag */
                tag?: string;
                /** @description Only runs with this key of the caller’s own */
                businessKey?: string;
                /** @description Only runs that this run started */
                parentRunId?: string;
                /** @description Only runs that repeat this run */
                retryOf?: string;
                /** @description Only runs whose trigger data has a value at this path: `order.id`, `items[0].sku`, `["a name"].x`. Data too large to be kept with the run (over 32 KB) is not searched */
                dataPath?: string;
                /** @description With `dataPath`: only runs that have this value there: a text as it is, a number, `true`, `false` or `null` as JSON */
                dataValue?: string;
                /** @description Only ended runs that took at least this long */
                minDurationMs?: number;
                /** @description Only ended runs that took at most this long */
                maxDurationMs?: number;
                /** @description With `nodeId`: only runs in which a step of that node is in one of these states; a comma-separated set of running, waiting, success, failed, skipped, cancelled */
                nodeStatus?: string;
                /** @description Only runs whose error has one of these codes; a comma-separated set */
                errorCode?: string;
                /** @description Only runs of this version */
                version?: number;
                /** @description Only runs that are paused, or only those that are not */
                paused?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The runs; `text/csv` with `format=csv` */
            200: {
                headers: {
                    /** @description Always an attachment */
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": unknown;
                    "text/csv": unknown;
                };
            };
        };
    };
    getSchedule: {
        parameters: {
            query?: {
                /** @description How many times to come, 5 unless told */
                count?: number;
                /** @description Times after this one; now unless told */
                after?: string;
                /** @description Show times as the clocks of this zone do, with their offset; UTC unless told */
                timezone?: string;
                /** @description Show when it would fire if it were neither paused nor disabled */
                assumeActive?: boolean;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The schedule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
        };
    };
    listScheduleFires: {
        parameters: {
            query?: {
                /** @description How many items at most, 20 unless told */
                limit?: number;
                /** @description `nextCursor` of the previous answer */
                cursor?: string;
                /** @description Only those with this outcome */
                outcome?: "started" | "skipped" | "missed";
                /** @description Only times at or after this one */
                after?: string;
                /** @description Only times before this one */
                before?: string;
                /** @description Show times as the clocks of this zone do, with their offset; UTC unless told */
                timezone?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Fires */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScheduleFireList"];
                };
            };
        };
    };
    pauseSchedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "note": "设备维护中"
                 *     }
                 */
                "application/json": components["schemas"]["ScheduleNote"];
            };
        };
        responses: {
            /** @description The schedule, which is paused */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
        };
    };
    resumeSchedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "note": "维护完成"
                 *     }
                 */
                "application/json": components["schemas"]["ScheduleNote"];
            };
        };
        responses: {
            /** @description The schedule, which is not paused */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
        };
    };
    backfillSchedule: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a repeat answer what the first request made; with another body it is refused (422) */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "from": "2026-04-05T00:00:00Z",
                 *       "to": "2026-04-12T00:00:00Z"
                 *     }
                 */
                "application/json": components["schemas"]["Backfill"];
            };
        };
        responses: {
            /** @description The runs are accepted: they will start, the oldest time first */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedBackfill"];
                };
            };
        };
    };
    listSchedules: {
        parameters: {
            query?: {
                /** @description How many items at most, 20 unless told */
                limit?: number;
                /** @description `nextCursor` of the previous answer */
                cursor?: string;
                /** @description Show times as the clocks of this zone do, with their offset; UTC unless told */
                timezone?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Schedules with their next time */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScheduleList"];
                };
            };
        };
    };
    listUpcomingFires: {
        parameters: {
            query?: {
                /** @description Times after this one; now unless told */
                from?: string;
                /** @description Times up to this one; a day after `from` unless told */
                to?: string;
                /** @description How many at most, 200 unless told */
                limit?: number;
                /** @description Show times as the clocks of this zone do, with their offset; UTC unless told */
                timezone?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Times to come */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "fires": [
                     *         {
                     *           "at": "2026-04-12T09:00:00.000Z",
                     *           "workflowId": "665f1a2b3c4d5e6f7a8b9c0d",
                     *           "name": "巡检",
                     *           "runId": null
                     *         }
                     *       ],
                     *       "more": false
                     *     }
                     */
                    "application/json": components["schemas"]["UpcomingFires"];
                };
            };
        };
    };
    runWorkflow: {
        parameters: {
            query?: {
                /** @description Seconds to wait for the end of the run */
                wait?: number;
            };
            header?: {
                /** @description Makes a repeat answer what the first request made; with another body it is refused (422) */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "data": {
                 *         "building": "A栋"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["RunStart"];
            };
        };
        responses: {
            /** @description With `wait`: the run has ended */
            200: {
                headers: {
                    /** @description Address of the run */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndedRun"];
                };
            };
            /** @description The run is accepted: it will start */
            202: {
                headers: {
                    /** @description Address of the run */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartedRun"];
                };
            };
        };
    };
    listWorkflowRuns: {
        parameters: {
            query?: {
                /** @description How many items at most, 20 unless told */
                limit?: number;
                /** @description `nextCursor` of the previous answer */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Runs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunList"];
                };
            };
        };
    };
    getWorkflowRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                runId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
        };
    };
    getRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
        };
    };
    cancelRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description It will end as `cancelled` */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedRunOperation"];
                };
            };
        };
    };
    terminateRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description It has ended, or will at once */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedRunOperation"];
                };
            };
        };
    };
    getRunStep: {
        parameters: {
            query?: {
                /** @description How many items at most, 20 unless told */
                limit?: number;
                /** @description `nextCursor` of the previous answer */
                cursor?: string;
                /** @description Only iterations in one of these states; a comma-separated set of running, waiting, success, failed, skipped, cancelled */
                status?: string;
                /** @description Only this iteration, and those within it: `2` is also `2.0` and `2.1` */
                iteration?: string;
            };
            header?: never;
            path: {
                id: string;
                nodeId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The node in this run */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StepDetail"];
                };
            };
        };
    };
    getRunFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                hash: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bytes, with the content type that their source gave them */
            200: {
                headers: {
                    /** @description Always an attachment */
                    "Content-Disposition"?: string;
                    /** @description How many bytes */
                    "Content-Length"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
        };
    };
    watchRuns: {
        parameters: {
            query?: {
                /** @description The same as the header `Last-Event-ID`, which wins, for a browser that starts anew */
                lastEventId?: string;
                /** @description Only runs in one of these states; a comma-separated set of pending, running, waiting, completed, failed, cancelled */
                status?: string;
                /** @description Only runs of these workflows; a comma-separated set */
                workflowId?: string;
                /** @description Only runs that one of these started; a comma-separated set of api, cron, event, webhook, channel, mcp, workflow */
                triggeredBy?: string;
                /** @description Only runs made at or after this time */
                createdAfter?: string;
                /** @description Only runs made before this time */
                createdBefore?: string;
                /** @description Only runs that ended at or after this time */
                completedAfter?: string;
                /** @description Only runs that ended before this time */
                completedBefore?: string;
                /** @description Only runs that have a step of this node */
                nodeId?: string;
                /** @description Text within the code or message of the run’s error, whatever its case */
                error?: string;
                /** @description Only runs with this tag */
                tag?: string;
                /** @description Only runs with this key of the caller’s own */
                businessKey?: string;
                /** @description Only runs that this run started */
                parentRunId?: string;
                /** @description Only runs that repeat this run */
                retryOf?: string;
                /** @description Only runs whose trigger data has a value at this path: `order.id`, `items[0].sku`, `["a name"].x`. Data too large to be kept with the run (over 32 KB) is not searched */
                dataPath?: string;
                /** @description With `dataPath`: only runs that have this value there: a text as it is, a number, `true`, `false` or `null` as JSON */
                dataValue?: string;
                /** @description Only ended runs that took at least this long */
                minDurationMs?: number;
                /** @description Only ended runs that took at most this long */
                maxDurationMs?: number;
                /** @description With `nodeId`: only runs in which a step of that node is in one of these states; a comma-separated set of running, waiting, success, failed, skipped, cancelled */
                nodeStatus?: string;
                /** @description Only runs whose error has one of these codes; a comma-separated set */
                errorCode?: string;
                /** @description Only runs of this version */
                version?: number;
                /** @description Only runs that are paused, or only those that are not */
                paused?: boolean;
            };
            header?: {
                /** @description Id of the last event that was received: the stream goes on after it */
                "last-event-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events */
            200: {
                headers: {
                    /** @description `no`: proxies pass events on at once */
                    "X-Accel-Buffering"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["LiveMessage"];
                };
            };
        };
    };
    watchRun: {
        parameters: {
            query?: {
                /** @description The same as the header `Last-Event-ID`, which wins, for a browser that starts anew */
                lastEventId?: string;
            };
            header?: {
                /** @description Id of the last event that was received: the stream goes on after it */
                "last-event-id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events */
            200: {
                headers: {
                    /** @description `no`: proxies pass events on at once */
                    "X-Accel-Buffering"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["LiveMessage"];
                };
            };
            /** @description There is nothing more to tell: the run has ended, and its last event was received */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    pauseRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description It is paused */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedRunOperation"];
                };
            };
        };
    };
    resumeRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "action": "retry"
                 *     }
                 */
                "application/json": components["schemas"]["RunResume"];
            };
        };
        responses: {
            /** @description It goes on */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedRunOperation"];
                };
            };
        };
    };
    retryRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a repeat answer what the first request made; with another body it is refused (422) */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "from": "failed"
                 *     }
                 */
                "application/json": components["schemas"]["RunRetry"];
            };
        };
        responses: {
            /** @description The new run is accepted: it will start */
            202: {
                headers: {
                    /** @description Address of the new run */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedRunOperation"];
                };
            };
        };
    };
    rerunRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a repeat answer what the first request made; with another body it is refused (422) */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["RunRerun"];
            };
        };
        responses: {
            /** @description The new run is accepted: it will start */
            202: {
                headers: {
                    /** @description Address of the new run */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedRunOperation"];
                };
            };
        };
    };
    getRunLineage: {
        parameters: {
            query?: {
                /** @description Most runs of each list; 100 unless told */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The runs around it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunLineage"];
                };
            };
        };
    };
    listBulkJobs: {
        parameters: {
            query?: {
                /** @description How many items at most, 20 unless told */
                limit?: number;
                /** @description `nextCursor` of the previous answer */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Jobs, without input and errors */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkJobList"];
                };
            };
        };
    };
    startBulk: {
        parameters: {
            query?: {
                /** @description Whether only to say how many runs there are */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeat answer what the first request made; with another body it is refused (422) */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkRequest"];
            };
        };
        responses: {
            /** @description With `dryRun`: how many runs there are now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkTotal"];
                };
            };
            /** @description It is accepted, and will be done */
            202: {
                headers: {
                    /** @description Address of the job */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartedBulkJob"];
                };
            };
        };
    };
    getBulkJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkJob"];
                };
            };
        };
    };
    listBulkItems: {
        parameters: {
            query?: {
                /** @description How many items at most, 20 unless told */
                limit?: number;
                /** @description `nextCursor` of the previous answer */
                cursor?: string;
                /** @description Only runs with this outcome */
                outcome?: "pending" | "succeeded" | "failed";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Runs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkItemList"];
                };
            };
        };
    };
    cancelBulkJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description It stops */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkJobSummary"];
                };
            };
        };
    };
    listSearches: {
        parameters: {
            query?: {
                /** @description How many items at most, 20 unless told */
                limit?: number;
                /** @description `nextCursor` of the previous answer */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Searches */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSearchList"];
                };
            };
        };
    };
    createSearch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSavedSearch"];
            };
        };
        responses: {
            /** @description The search */
            201: {
                headers: {
                    /** @description Its address */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSearch"];
                };
            };
        };
    };
    getSearch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The search */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSearch"];
                };
            };
        };
    };
    updateSearch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SavedSearchChange"];
            };
        };
        responses: {
            /** @description The search */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSearch"];
                };
            };
        };
    };
    deleteSearch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
        };
    };
    listApprovals: {
        parameters: {
            query?: {
                /** @description How many items at most, 20 unless told */
                limit?: number;
                /** @description `nextCursor` of the previous answer */
                cursor?: string;
                /** @description Only tasks in one of these states; a comma-separated set of pending, approved, rejected, timeout, cancelled */
                status?: string;
                /** @description Only tasks that wait for the decision of the caller’s user; pending ones unless told */
                mine?: boolean;
                /** @description Only pending tasks past their deadline */
                overdue?: boolean;
                /** @description Only tasks of this run */
                runId?: string;
                /** @description Only tasks of this workflow */
                workflowId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Tasks */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalList"];
                };
            };
        };
    };
    getApproval: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    decideApproval: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewApprovalDecision"];
            };
        };
        responses: {
            /** @description The task */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    delegateApproval: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApprovalDelegation"];
            };
        };
        responses: {
            /** @description The task */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    commentOnApproval: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewApprovalComment"];
            };
        };
        responses: {
            /** @description The task with the comment */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    moveApprovalDeadline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApprovalDeadline"];
            };
        };
        responses: {
            /** @description The task */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    cancelApproval: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description The task */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    listGroups: {
        parameters: {
            query?: {
                /** @description How many items at most, 20 unless told */
                limit?: number;
                /** @description `nextCursor` of the previous answer */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Groups */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupList"];
                };
            };
        };
    };
    getGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The group */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
        };
    };
    saveGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupMembers"];
            };
        };
        responses: {
            /** @description The group */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
        };
    };
    deleteGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
        };
    };
    showApprovalPage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of one mail, for one person; decides once */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page that works without scripts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
        };
    };
    decideByLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of one mail, for one person; decides once */
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewApprovalDecision"];
            };
        };
        responses: {
            /** @description The task */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    listTools: {
        parameters: {
            query?: {
                /** @description How many items at most, 20 unless told */
                limit?: number;
                /** @description `nextCursor` of the previous answer */
                cursor?: string;
                /** @description Only tools of this app */
                appId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Tools */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolList"];
                };
            };
        };
    };
    saveTool: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTool"];
            };
        };
        responses: {
            /** @description The tool */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredTool"];
                };
            };
        };
    };
    getTool: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tool */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tool"];
                };
            };
        };
    };
    deleteTool: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
        };
    };
    testTool: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ToolTest"];
            };
        };
        responses: {
            /** @description What the tool answered */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolTestResult"];
                };
            };
        };
    };
    listConnections: {
        parameters: {
            query?: {
                /** @description How many items at most, 20 unless told */
                limit?: number;
                /** @description `nextCursor` of the previous answer */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Connections */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionList"];
                };
            };
        };
    };
    createConnection: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewConnection"];
            };
        };
        responses: {
            /** @description The connection without its value */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
        };
    };
    getConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The connection without its value */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
        };
    };
    updateConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectionChange"];
            };
        };
        responses: {
            /** @description The connection without its value */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
        };
    };
    deleteConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
        };
    };
    publishEvent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewEvent"];
            };
        };
        responses: {
            /** @description The event is accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublishedEvent"];
                };
            };
        };
    };
    listEventTypes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Event types */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventTypes"];
                };
            };
        };
    };
    listSubscriptions: {
        parameters: {
            query?: {
                /** @description How many items at most, 20 unless told */
                limit?: number;
                /** @description `nextCursor` of the previous answer */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Subscriptions and event types */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriptionList"];
                };
            };
        };
    };
    createSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSubscription"];
            };
        };
        responses: {
            /** @description The subscription, with its secret this once */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedSubscription"];
                };
            };
        };
    };
    deleteSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                /** @description How many items at most, 20 unless told */
                limit?: number;
                /** @description `nextCursor` of the previous answer */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deliveries */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryList"];
                };
            };
        };
    };
    redeliver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                deliveryId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description It will be sent again */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
        };
    };
    receiveWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                path: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "orderId": 42
                 *     }
                 */
                "application/json": unknown;
                "application/x-www-form-urlencoded": {
                    [key: string]: unknown;
                };
                "multipart/form-data": {
                    [key: string]: unknown;
                };
                "text/plain": string;
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Synchronous: what the run responded, or its last result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description The run was accepted; of a synchronous one, that it goes on */
            202: {
                headers: {
                    /** @description Address of the run */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookAccepted"];
                };
            };
        };
    };
    listChannels: {
        parameters: {
            query?: {
                /** @description How many items at most, 20 unless told */
                limit?: number;
                /** @description `nextCursor` of the previous answer */
                cursor?: string;
                /** @description Only those of this type */
                type?: "whatsapp" | "web" | "email" | "telegram" | "line" | "wechat" | "sms" | "slack" | "teams" | "custom";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Channels */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelList"];
                };
            };
        };
    };
    createChannel: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewChannel"];
            };
        };
        responses: {
            /** @description The channel, with its secret this once */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelWithSecret"];
                };
            };
        };
    };
    getChannel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The channel */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channel"];
                };
            };
        };
    };
    updateChannel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChannelChange"];
            };
        };
        responses: {
            /** @description The channel */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channel"];
                };
            };
        };
    };
    deleteChannel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
        };
    };
    rotateChannelSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ChannelSecret"];
            };
        };
        responses: {
            /** @description The channel, with its secret this once */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelWithSecret"];
                };
            };
        };
    };
    listChannelMessages: {
        parameters: {
            query?: {
                /** @description How many items at most, 20 unless told */
                limit?: number;
                /** @description `nextCursor` of the previous answer */
                cursor?: string;
                /** @description Only those of this conversation */
                conversation?: string;
                /** @description Only those that came in, or the replies */
                direction?: "in" | "out";
                /** @description Only those behind this message */
                after?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Messages */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelMessageList"];
                };
            };
        };
    };
    receiveChannelMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewChannelMessage"];
            };
        };
        responses: {
            /** @description Of a provider: its messages, or what it asks for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        messages: components["schemas"]["AcceptedChannelMessage"][];
                    } | {
                        challenge: string;
                    };
                };
            };
            /** @description The message is accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedChannelMessage"];
                };
            };
        };
    };
    listChannelAutomation: {
        parameters: {
            query?: {
                /** @description Only those of channels of this type, or of one of these; comma-joined or repeated */
                channelType?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Workflows and flows that messages start, newest first, at most 1,000 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelAutomationList"];
                };
            };
        };
    };
    listChannelAutomationOfService: {
        parameters: {
            query?: {
                /** @description Only those of channels of this type, or of one of these; comma-joined or repeated */
                channelType?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Workflows and flows that messages start, newest first, at most 1,000 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelAutomationList"];
                };
            };
        };
    };
    listFlows: {
        parameters: {
            query?: {
                /** @description The credential’s project, which is meant without it as well */
                projectId?: string;
                /** @description How many items at most: 20 unless told, never more than 1,000 */
                limit?: number;
                /** @description `next` or `previous` of an earlier answer */
                cursor?: string;
                /** @description A folder; `NULL` for flows in none */
                folderId?: string;
                /** @description ENABLED, DISABLED; comma-joined or repeated */
                status?: string;
                /** @description Text within the name */
                name?: string;
                /** @description Connections that the newest version names; comma-joined or repeated */
                connectionExternalIds?: string;
                /** @description External ids of flows; comma-joined or repeated */
                externalIds?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Flows with their newest versions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowPage"];
                };
            };
        };
    };
    createFlow: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NewFlow"];
            };
        };
        responses: {
            /** @description The flow with its draft */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flow"];
                };
            };
        };
    };
    countFlows: {
        parameters: {
            query?: {
                /** @description The credential’s project, which is meant without it as well */
                projectId?: string;
                /** @description A folder; `NULL` for flows in none */
                folderId?: string;
                /** @description ENABLED, DISABLED; comma-joined or repeated */
                status?: string;
                /** @description Text within the name */
                name?: string;
                /** @description Connections that the newest version names; comma-joined or repeated */
                connectionExternalIds?: string;
                /** @description External ids of flows; comma-joined or repeated */
                externalIds?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How many there are */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": number;
                };
            };
        };
    };
    getFlow: {
        parameters: {
            query?: {
                /** @description A version of the flow */
                versionId?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The flow */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flow"];
                };
            };
        };
    };
    applyFlowOperation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FlowOperation"];
            };
        };
        responses: {
            /** @description The whole flow as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flow"];
                };
            };
        };
    };
    deleteFlow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listFlowVersions: {
        parameters: {
            query?: {
                /** @description The credential’s project, which is meant without it as well */
                projectId?: string;
                /** @description How many items at most: 20 unless told, never more than 1,000 */
                limit?: number;
                /** @description `next` or `previous` of an earlier answer */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Versions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowVersionPage"];
                };
            };
        };
    };
    getFlowTemplate: {
        parameters: {
            query?: {
                /** @description A version of the flow */
                versionId?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The template */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowTemplate"];
                };
            };
        };
    };
    listFolders: {
        parameters: {
            query?: {
                /** @description The credential’s project, which is meant without it as well */
                projectId?: string;
                /** @description How many items at most: 20 unless told, never more than 1,000 */
                limit?: number;
                /** @description `next` or `previous` of an earlier answer */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Folders */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowFolderPage"];
                };
            };
        };
    };
    createFolder: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NewFlowFolder"];
            };
        };
        responses: {
            /** @description The folder */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowFolder"];
                };
            };
        };
    };
    getFolder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The folder */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowFolder"];
                };
            };
        };
    };
    updateFolder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FlowFolderChange"];
            };
        };
        responses: {
            /** @description The folder */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowFolder"];
                };
            };
        };
    };
    deleteFolder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listTables: {
        parameters: {
            query?: {
                /** @description The credential’s project, which is meant without it as well */
                projectId?: string;
                /** @description How many items at most: 20 unless told, never more than 1,000 */
                limit?: number;
                /** @description `next` or `previous` of an earlier answer */
                cursor?: string;
                /** @description Part of the name, whatever its case */
                name?: string;
                /** @description External ids, one of which it must have; comma-joined or repeated */
                externalIds?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Tables */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TablePage"];
                };
            };
        };
    };
    createTable: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NewTable"];
            };
        };
        responses: {
            /** @description The table */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Table"];
                };
            };
        };
    };
    getTable: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The table */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Table"];
                };
            };
        };
    };
    updateTable: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TableChange"];
            };
        };
        responses: {
            /** @description The table */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Table"];
                };
            };
        };
    };
    deleteTable: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    clearTable: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They are gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    exportTable: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Name, fields and rows, oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportedTable"];
                };
            };
        };
    };
    exportTableCsv: {
        parameters: {
            query?: {
                /** @description Whether values that begin like formulas stay as they are */
                formulas?: boolean;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The table, oldest record first */
            200: {
                headers: {
                    /** @description Always an attachment */
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": unknown;
                };
            };
        };
    };
    importTableCsv: {
        parameters: {
            query?: {
                /** @description Whether columns that are no field of the table become TEXT fields */
                createFields?: boolean;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TableCsv"];
                "text/csv": string;
            };
        };
        responses: {
            /** @description What was added */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportedRecords"];
                };
            };
        };
    };
    listTableWebhooks: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Webhooks, oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TableWebhook"][];
                };
            };
        };
    };
    createTableWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NewTableWebhook"];
            };
        };
        responses: {
            /** @description The webhook */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedTableWebhook"];
                };
            };
        };
    };
    deleteTableWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listFields: {
        parameters: {
            query: {
                /** @description Id of the table */
                tableId: string;
                /** @description The credential’s project, which is meant without it as well */
                projectId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of its fields */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TableField"][];
                };
            };
        };
    };
    createField: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NewTableField"];
            };
        };
        responses: {
            /** @description The field */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TableField"];
                };
            };
        };
    };
    getField: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The field */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TableField"];
                };
            };
        };
    };
    updateField: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TableFieldChange"];
            };
        };
        responses: {
            /** @description The field */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TableField"];
                };
            };
        };
    };
    deleteField: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listRecords: {
        parameters: {
            query: {
                /** @description The credential’s project, which is meant without it as well */
                projectId?: string;
                /** @description How many items at most: 20 unless told, never more than 1,000 */
                limit?: number;
                /** @description `next` or `previous` of an earlier answer */
                cursor?: string;
                /** @description Id of the table */
                tableId: string;
                /** @description A list as JSON, or `filters[0][fieldId]=…&filters[0][operator]=…&filters[0][value]=…`: {fieldId, operator (eq, neq, gt, gte, lt, lte, co, exists, not_exists), value}. All must hold */
                filters?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Records */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TableRecordPage"];
                };
            };
        };
    };
    createRecords: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NewTableRecords"];
            };
        };
        responses: {
            /** @description The records, in the order in which they were given */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TableRecord"][];
                };
            };
        };
    };
    deleteRecords: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TableRecordIds"];
            };
        };
        responses: {
            /** @description They are gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getRecord: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TableRecord"];
                };
            };
        };
    };
    updateRecord: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TableRecordChange"];
            };
        };
        responses: {
            /** @description The record */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TableRecord"];
                };
            };
        };
    };
    listFlowRuns: {
        parameters: {
            query?: {
                /** @description The credential’s project, which is meant without it as well */
                projectId?: string;
                /** @description How many items at most: 20 unless told, never more than 1,000 */
                limit?: number;
                /** @description `next` or `previous` of an earlier answer */
                cursor?: string;
                /** @description Only runs of these flows; comma-joined or repeated */
                flowId?: string;
                /** @description Only runs in one of these states: QUEUED, RUNNING, PAUSED, SUCCEEDED, FAILED, CANCELED, TIMEOUT, INTERNAL_ERROR, QUOTA_EXCEEDED, MEMORY_LIMIT_EXCEEDED, LOG_SIZE_EXCEEDED; comma-joined or repeated */
                status?: string;
                /** @description Only runs with one of these tags; comma-joined or repeated */
                tags?: string;
                /** @description Only these runs; comma-joined or repeated */
                flowRunIds?: string;
                /** @description Only runs that this step failed */
                failedStepName?: string;
                /** @description Text within the error */
                failedStepMessage?: string;
                /** @description Only runs that this run called */
                parentRunId?: string;
                /** @description PRODUCTION unless told; TESTING: runs of drafts */
                environment?: string;
                /** @description Whether archived runs are shown as well */
                includeArchived?: boolean;
                /** @description Only runs made at or after this time */
                createdAfter?: string;
                /** @description Only runs made before this time */
                createdBefore?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of runs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowRunPage"];
                };
            };
        };
    };
    countFlowRuns: {
        parameters: {
            query?: {
                /** @description The credential’s project, which is meant without it as well */
                projectId?: string;
                /** @description Only runs of these flows; comma-joined or repeated */
                flowId?: string;
                /** @description Only runs made at or after this time */
                createdAfter?: string;
                /** @description Only runs made before this time */
                createdBefore?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description States that have runs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowRunCounts"];
                };
            };
        };
    };
    retryFlowRuns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description The credential’s project, which is meant without it as well */
                    projectId?: string;
                    /** @description These runs; all that match the rest unless told */
                    flowRunIds?: string | string[];
                    /** @description All but these; empty for all runs of the project */
                    excludeFlowRunIds?: string | string[];
                    status?: string | string[];
                    flowId?: string | string[];
                    /**
                     * Format: date-time
                     * @description Made at or after
                     */
                    createdAfter?: string | null;
                    /**
                     * Format: date-time
                     * @description Made before
                     */
                    createdBefore?: string | null;
                    failedStepName?: string;
                    failedStepMessage?: string;
                    /**
                     * @default FROM_FAILED_STEP
                     * @enum {string}
                     */
                    strategy?: "FROM_FAILED_STEP" | "ON_LATEST_VERSION";
                };
            };
        };
        responses: {
            /** @description The new runs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowRun"][];
                };
            };
        };
    };
    cancelFlowRuns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description The credential’s project, which is meant without it as well */
                    projectId?: string;
                    /** @description These runs; all that match the rest unless told */
                    flowRunIds?: string | string[];
                    /** @description All but these; empty for all runs of the project */
                    excludeFlowRunIds?: string | string[];
                    status?: string | string[];
                    flowId?: string | string[];
                    /**
                     * Format: date-time
                     * @description Made at or after
                     */
                    createdAfter?: string | null;
                    /**
                     * Format: date-time
                     * @description Made before
                     */
                    createdBefore?: string | null;
                    failedStepName?: string;
                    failedStepMessage?: string;
                };
            };
        };
        responses: {
            /** @description The runs that were asked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowRunsChosen"];
                };
            };
        };
    };
    archiveFlowRuns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description The credential’s project, which is meant without it as well */
                    projectId?: string;
                    /** @description These runs; all that match the rest unless told */
                    flowRunIds?: string | string[];
                    /** @description All but these; empty for all runs of the project */
                    excludeFlowRunIds?: string | string[];
                    status?: string | string[];
                    flowId?: string | string[];
                    /**
                     * Format: date-time
                     * @description Made at or after
                     */
                    createdAfter?: string | null;
                    /**
                     * Format: date-time
                     * @description Made before
                     */
                    createdBefore?: string | null;
                    failedStepName?: string;
                    failedStepMessage?: string;
                };
            };
        };
        responses: {
            /** @description The runs that were put away */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowRunsChosen"];
                };
            };
        };
    };
    getFlowRun: {
        parameters: {
            query?: {
                /** @description The credential’s project, which is meant without it as well */
                projectId?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowRunWithSteps"];
                };
            };
        };
    };
    retryFlowRun: {
        parameters: {
            query?: {
                /** @description The credential’s project, which is meant without it as well */
                projectId?: string;
                strategy?: "FROM_FAILED_STEP" | "ON_LATEST_VERSION";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description The credential’s project, which is meant without it as well */
                    projectId?: string;
                    /**
                     * @default FROM_FAILED_STEP
                     * @enum {string}
                     */
                    strategy?: "FROM_FAILED_STEP" | "ON_LATEST_VERSION";
                };
            };
        };
        responses: {
            /** @description The new run */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowRun"];
                };
            };
        };
    };
    cancelFlowRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description The credential’s project, which is meant without it as well */
                    projectId?: string;
                };
            };
        };
        responses: {
            /** @description The run as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowRun"];
                };
            };
        };
    };
    callFlow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                flowId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "orderId": 42
                 *     }
                 */
                "application/json": unknown;
                "application/x-www-form-urlencoded": {
                    [key: string]: unknown;
                };
                "multipart/form-data": {
                    [key: string]: unknown;
                };
                "text/plain": string;
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description The run is accepted: it will start */
            200: {
                headers: {
                    /** @description Id of the request: of its run, where it has one */
                    "X-Webhook-Id"?: string;
                    /** @description Id of the run that was started, or that an earlier request of the same delivery started */
                    "X-Run-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowWebhookAccepted"];
                };
            };
        };
    };
    callFlowAndWait: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                flowId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "orderId": 42
                 *     }
                 */
                "application/json": unknown;
                "application/x-www-form-urlencoded": {
                    [key: string]: unknown;
                };
                "multipart/form-data": {
                    [key: string]: unknown;
                };
                "text/plain": string;
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description What the flow responded, with its status and headers */
            200: {
                headers: {
                    /** @description Id of the request: of its run, where it has one */
                    "X-Webhook-Id"?: string;
                    /** @description Id of the run that was started, or that an earlier request of the same delivery started */
                    "X-Run-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description It ended well, without a response */
            204: {
                headers: {
                    /** @description Id of the request: of its run, where it has one */
                    "X-Webhook-Id"?: string;
                    /** @description Id of the run that was started, or that an earlier request of the same delivery started */
                    "X-Run-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    tryFlow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                flowId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "orderId": 42
                 *     }
                 */
                "application/json": unknown;
                "application/x-www-form-urlencoded": {
                    [key: string]: unknown;
                };
                "multipart/form-data": {
                    [key: string]: unknown;
                };
                "text/plain": string;
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description The run is accepted: it will start */
            200: {
                headers: {
                    /** @description Id of the request: of its run, where it has one */
                    "X-Webhook-Id"?: string;
                    /** @description Id of the run that was started, or that an earlier request of the same delivery started */
                    "X-Run-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowWebhookAccepted"];
                };
            };
        };
    };
    tryFlowAndWait: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                flowId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "orderId": 42
                 *     }
                 */
                "application/json": unknown;
                "application/x-www-form-urlencoded": {
                    [key: string]: unknown;
                };
                "multipart/form-data": {
                    [key: string]: unknown;
                };
                "text/plain": string;
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description What the flow responded, with its status and headers */
            200: {
                headers: {
                    /** @description Id of the request: of its run, where it has one */
                    "X-Webhook-Id"?: string;
                    /** @description Id of the run that was started, or that an earlier request of the same delivery started */
                    "X-Run-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description It ended well, without a response */
            204: {
                headers: {
                    /** @description Id of the request: of its run, where it has one */
                    "X-Webhook-Id"?: string;
                    /** @description Id of the run that was started, or that an earlier request of the same delivery started */
                    "X-Run-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    keepFlowSample: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                flowId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "orderId": 42
                 *     }
                 */
                "application/json": unknown;
                "application/x-www-form-urlencoded": {
                    [key: string]: unknown;
                };
                "multipart/form-data": {
                    [key: string]: unknown;
                };
                "text/plain": string;
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description It is kept */
            200: {
                headers: {
                    /** @description Id of the request: of its run, where it has one */
                    "X-Webhook-Id"?: string;
                    /** @description Id of the run that was started, or that an earlier request of the same delivery started */
                    "X-Run-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowWebhookAccepted"];
                };
            };
        };
    };
    resumeFlowRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                requestId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "orderId": 42
                 *     }
                 */
                "application/json": unknown;
                "application/x-www-form-urlencoded": {
                    [key: string]: unknown;
                };
                "multipart/form-data": {
                    [key: string]: unknown;
                };
                "text/plain": string;
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description It is resumed, or was before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowRunResumed"];
                };
            };
        };
    };
    resumeFlowRunAndWait: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                requestId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "orderId": 42
                 *     }
                 */
                "application/json": unknown;
                "application/x-www-form-urlencoded": {
                    [key: string]: unknown;
                };
                "multipart/form-data": {
                    [key: string]: unknown;
                };
                "text/plain": string;
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description What the flow responded, with its status and headers */
            200: {
                headers: {
                    /** @description Id of the request: of its run, where it has one */
                    "X-Webhook-Id"?: string;
                    /** @description Id of the run that was started, or that an earlier request of the same delivery started */
                    "X-Run-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description It ended well, without a response */
            204: {
                headers: {
                    /** @description Id of the request: of its run, where it has one */
                    "X-Webhook-Id"?: string;
                    /** @description Id of the run that was started, or that an earlier request of the same delivery started */
                    "X-Run-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getPieceFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bytes, with the content type of the file name */
            200: {
                headers: {
                    /** @description Always an attachment */
                    "Content-Disposition"?: string;
                    /** @description How many bytes */
                    "Content-Length"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
        };
    };
    listPieces: {
        parameters: {
            query?: {
                /** @description The credential’s project, which is meant without it as well */
                projectId?: string;
                /** @description Words of the name or the description */
                search?: string;
                /** @description The same as `search` */
                searchQuery?: string;
                /** @description Only pieces of one of these categories; comma-joined or repeated */
                category?: string;
                /** @description The same as `category`; comma-joined or repeated */
                categories?: string;
                /** @description How many at most: all of them unless told */
                limit?: number;
                /** @description NAME sorts by display name */
                sortBy?: string;
                /** @description ASC or DESC */
                orderBy?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Pieces */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PieceList"];
                };
            };
        };
    };
    getPiece: {
        parameters: {
            query?: {
                /** @description The credential’s project, which is meant without it as well */
                projectId?: string;
                /** @description `x.y.z`, `~x.y.z` or `^x.y.z`; the newest one unless told */
                version?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The piece */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Piece"];
                };
            };
        };
    };
    getScopedPiece: {
        parameters: {
            query?: {
                /** @description The credential’s project, which is meant without it as well */
                projectId?: string;
                /** @description `x.y.z`, `~x.y.z` or `^x.y.z`; the newest one unless told */
                version?: string;
            };
            header?: never;
            path: {
                scope: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The piece */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Piece"];
                };
            };
        };
    };
    getPieceOptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PieceOptionsRequest"];
            };
        };
        responses: {
            /** @description Options */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PieceOptions"];
                };
            };
        };
    };
    testTrigger: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TriggerTrial"];
            };
        };
        responses: {
            /** @description What came of it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TriggerTest"];
                };
            };
        };
    };
    cancelTriggerTest: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TriggerTrialEnd"];
            };
        };
        responses: {
            /** @description Ended */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listTriggerEvents: {
        parameters: {
            query?: {
                /** @description The credential’s project, which is meant without it as well */
                projectId?: string;
                /** @description How many items at most: 20 unless told, never more than 1,000 */
                limit?: number;
                /** @description `next` or `previous` of an earlier answer */
                cursor?: string;
                /** @description The flow */
                flowId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Payloads of the trigger */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TriggerEventPage"];
                };
            };
        };
    };
    createTriggerEvent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NewTriggerEvent"];
            };
        };
        responses: {
            /** @description The payload */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TriggerEvent"];
                };
            };
        };
    };
    getTriggerRunStatus: {
        parameters: {
            query?: {
                /** @description The credential’s project, which is meant without it as well */
                projectId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Counts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TriggerRunStatus"];
                };
            };
        };
    };
    listMcpServers: {
        parameters: {
            query?: {
                /** @description The credential’s project, which is meant without it as well */
                projectId?: string;
                /** @description How many items at most: 20 unless told, never more than 1,000 */
                limit?: number;
                /** @description `next` or `previous` of an earlier answer */
                cursor?: string;
                /** @description Text within the name */
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Servers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["McpServerPage"];
                };
            };
        };
    };
    createMcpServer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NewMcpServer"];
            };
        };
        responses: {
            /** @description The server */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["McpServer"];
                };
            };
        };
    };
    getMcpServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The server */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["McpServer"];
                };
            };
        };
    };
    updateMcpServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["McpServerChange"];
            };
        };
        responses: {
            /** @description The server */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["McpServer"];
                };
            };
        };
    };
    deleteMcpServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    rotateMcpServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The server, with its new token */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["McpServer"];
                };
            };
        };
    };
    callMcpServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                externalId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "jsonrpc": "2.0",
                 *       "id": 1,
                 *       "method": "tools/list"
                 *     }
                 */
                "application/json": {
                    [key: string]: unknown;
                } | {
                    [key: string]: unknown;
                }[];
            };
        };
        responses: {
            /** @description Answers, and progress before them, as server-sent events */
            200: {
                headers: {
                    /** @description To `initialize`: the name that all further requests of the client carry */
                    "Mcp-Session-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            /** @description The messages ask for no answer */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    endMcpSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                externalId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description There is nothing more to end */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    callPlatformMcp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "jsonrpc": "2.0",
                 *       "id": 1,
                 *       "method": "tools/list"
                 *     }
                 */
                "application/json": {
                    [key: string]: unknown;
                } | {
                    [key: string]: unknown;
                }[];
            };
        };
        responses: {
            /** @description Answers, and progress before them, as server-sent events */
            200: {
                headers: {
                    /** @description To `initialize`: the name that all further requests of the client carry */
                    "Mcp-Session-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            /** @description The messages ask for no answer */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    endPlatformMcpSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description There is nothing more to end */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listAppConnections: {
        parameters: {
            query?: {
                /** @description The credential’s project, which is meant without it as well */
                projectId?: string;
                /** @description How many items at most: 20 unless told, never more than 1,000 */
                limit?: number;
                /** @description `next` or `previous` of an earlier answer */
                cursor?: string;
                /** @description `slack` and `@activepieces/piece-slack` mean the same */
                pieceName?: string;
                /** @description Text within the display name */
                displayName?: string;
                /** @description ACTIVE, MISSING, ERROR; comma-joined or repeated */
                status?: string;
                /** @description PROJECT, PLATFORM; comma-joined or repeated */
                scope?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Connections */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppConnectionPage"];
                };
            };
        };
    };
    upsertAppConnection: {
        parameters: {
            query?: {
                /** @description Whether the piece is to say if the connection is good */
                validate?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NewAppConnection"];
            };
        };
        responses: {
            /** @description The connection without its value */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppConnection"];
                };
            };
        };
    };
    listAppConnectionOwners: {
        parameters: {
            query?: {
                /** @description The credential’s project, which is meant without it as well */
                projectId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description People */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppConnectionOwnerPage"];
                };
            };
        };
    };
    getOAuth2AuthorizationUrl: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NewAuthorizationUrl"];
            };
        };
        responses: {
            /** @description The address; the verifier where the service wants PKCE */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuthorizationUrl"];
                };
            };
        };
    };
    getAppConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The connection without its value */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppConnection"];
                };
            };
        };
    };
    updateAppConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["AppConnectionChange"];
            };
        };
        responses: {
            /** @description The connection without its value */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppConnection"];
                };
            };
        };
    };
    deleteAppConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listVariables: {
        parameters: {
            query?: {
                /** @description The credential’s project, which is meant without it as well */
                projectId?: string;
                /** @description How many items at most: 20 unless told, never more than 1,000 */
                limit?: number;
                /** @description `next` or `previous` of an earlier answer */
                cursor?: string;
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Variables */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VariablePage"];
                };
            };
        };
    };
    upsertVariable: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NewVariable"];
            };
        };
        responses: {
            /** @description The variable */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Variable"];
                };
            };
        };
    };
    deleteVariable: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listUserInvitations: {
        parameters: {
            query: {
                /** @description The credential’s project, which is meant without it as well */
                projectId?: string;
                /** @description How many items at most: 20 unless told, never more than 1,000 */
                limit?: number;
                /** @description `next` or `previous` of an earlier answer */
                cursor?: string;
                /** @description What they are for */
                type: "PROJECT" | "PLATFORM";
                /** @description PENDING, ACCEPTED; comma-joined or repeated */
                status?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Invitations, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserInvitationPage"];
                };
            };
        };
    };
    createUserInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewUserInvitation"];
            };
        };
        responses: {
            /** @description The invitation, which a mail is on its way for */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserInvitation"];
                };
            };
        };
    };
    deleteUserInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    showUserInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserInvitationToken"];
            };
        };
        responses: {
            /** @description The invitation, as its reader sees it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShownUserInvitation"];
                };
            };
        };
    };
    acceptUserInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserInvitationAcceptance"];
            };
        };
        responses: {
            /** @description It is accepted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedUserInvitation"];
                };
            };
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                /** @description How many items at most, 20 unless told */
                limit?: number;
                /** @description `nextCursor` of the previous answer */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Keys, without their text */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyList"];
                };
            };
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewApiKey"];
            };
        };
        responses: {
            /** @description The key, shown this once */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApiKey"];
                };
            };
        };
    };
    revokeApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is revoked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
        };
    };
    rotateApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ApiKeyRotation"];
            };
        };
        responses: {
            /** @description The new key, shown this once */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApiKey"];
                };
            };
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description The new session */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
        };
    };
    requestPasswordReset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordResetRequest"];
            };
        };
        responses: {
            /** @description A mail is on its way if there is such an account */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success: boolean;
                    };
                };
            };
        };
    };
    confirmPasswordReset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordReset"];
            };
        };
        responses: {
            /** @description It is set */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success: boolean;
                    };
                };
            };
        };
    };
    listSignInProviders: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ways */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInProviders"];
                };
            };
        };
    };
    startOidcSignIn: {
        parameters: {
            query?: {
                /** @description Path of the console to go on at; `/` otherwise */
                returnTo?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: never;
    };
    finishOidcSignIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: never;
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It has ended */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success: boolean;
                    };
                };
            };
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionInfo"];
                };
            };
        };
    };
    moveSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionMove"];
            };
        };
        responses: {
            /** @description The session */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionInfo"];
                };
            };
        };
    };
    listSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Where one is signed in, and since when */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionList"];
                };
            };
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It has ended */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success: boolean;
                    };
                };
            };
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description It is changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasswordChanged"];
                };
            };
        };
    };
    updateUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserChange"];
            };
        };
        responses: {
            /** @description The user */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description User, project and rights of the credential */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
        };
    };
    getCurrentProject: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The project */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CurrentProject"];
                };
            };
        };
    };
    listProjects: {
        parameters: {
            query?: {
                /** @description How many items at most, 20 unless told */
                limit?: number;
                /** @description `nextCursor` of the previous answer */
                cursor?: string;
                /** @description Archived ones too, for administrators */
                archived?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Projects, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectList"];
                };
            };
        };
    };
    createProject: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewProject"];
            };
        };
        responses: {
            /** @description The project */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description How many items at most, 20 unless told */
                limit?: number;
                /** @description `nextCursor` of the previous answer */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Users */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserList"];
                };
            };
        };
    };
    createUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewUser"];
            };
        };
        responses: {
            /** @description The user */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    listMembers: {
        parameters: {
            query?: {
                /** @description How many items at most, 20 unless told */
                limit?: number;
                /** @description `nextCursor` of the previous answer */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Members, the newest user first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberList"];
                };
            };
        };
    };
    removeMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
        };
    };
    updateMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberChange"];
            };
        };
        responses: {
            /** @description The member */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
        };
    };
    getProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The project */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectDetail"];
                };
            };
        };
    };
    updateProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectChange"];
            };
        };
        responses: {
            /** @description The project */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectDetail"];
                };
            };
        };
    };
    archiveProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectArchiving"];
            };
        };
        responses: {
            /** @description The project */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectDetail"];
                };
            };
        };
    };
    restoreProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description The project */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectDetail"];
                };
            };
        };
    };
    getUsage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Each quota with its use */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Usage"];
                };
            };
        };
    };
    listAudit: {
        parameters: {
            query?: {
                /** @description How many items at most, 20 unless told */
                limit?: number;
                /** @description `nextCursor` of the previous answer */
                cursor?: string;
                /** @description Id of the resource, in either spelling */
                target?: string;
                /** @description Who it was: the address or the id */
                actor?: string;
                /** @description An action, or all of a resource: `workflow.*` */
                action?: string;
                /** @description Only later entries */
                after?: string;
                /** @description Only earlier entries */
                before?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Entries, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditEntryList"];
                };
            };
        };
    };
    exportAudit: {
        parameters: {
            query?: {
                /** @description Id of the resource, in either spelling */
                target?: string;
                /** @description Who it was: the address or the id */
                actor?: string;
                /** @description An action, or all of a resource: `workflow.*` */
                action?: string;
                /** @description Only later entries */
                after?: string;
                /** @description Only earlier entries */
                before?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entries that were there when it began */
            200: {
                headers: {
                    /** @description Always an attachment */
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": unknown;
                };
            };
        };
    };
    getRoot: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Name and addresses */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Root"];
                };
            };
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Database, Temporal and a worker are there */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Metrics */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OpenAPI 3.1 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    getDocs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
        };
    };
    getDocsAsset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/javascript": string;
                };
            };
        };
    };
    getErrorPage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Text in Markdown */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/markdown": string;
                };
            };
        };
    };
}
