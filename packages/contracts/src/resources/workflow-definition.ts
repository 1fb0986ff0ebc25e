import {
  COMPENSATION_TYPES,
  CONCURRENCY_POLICIES,
  type Definition,
  HMAC_ALGORITHMS,
  HMAC_ENCODINGS,
  NODE_TYPES,
  ON_ERROR,
  OVERLAP_POLICIES,
  SIGNATURE_SCHEMES,
  TRIGGER_TYPES,
  WEBHOOK_METHODS,
} from '@perdura/definition';
import { z } from 'zod';
import { jsonObject, jsonValue } from '../fields.ts';

const duration = z.string().meta({ description: 'ISO 8601 (`PT5S`) or short (`5s`)', example: 'PT10M' });

const oneOrSeveral = z.union([z.string(), z.array(z.string())]);

const signature = z
  .object({
    scheme: z.enum(SIGNATURE_SCHEMES),
    secret: oneOrSeveral.optional().meta({
      description:
        'What senders sign with; several while one is exchanged. Answered as `***`, which keeps it when sent back',
    }),
    connection: oneOrSeveral.optional().meta({
      description: 'Connections of type `webhook-secret` or `bearer` that hold it, in place of `secret`',
    }),
    header: z.string().optional().meta({ description: 'hmac: the header of the signature' }),
    algorithm: z.enum(HMAC_ALGORITHMS).optional(),
    encoding: z.enum(HMAC_ENCODINGS).optional(),
    prefix: z.string().optional().meta({ description: 'hmac: text before the signature, such as `sha256=`' }),
    timestampHeader: z.string().optional(),
    deliveryHeader: z.string().optional(),
    signed: z.string().optional().meta({ description: 'hmac: what is signed, such as `{timestamp}.{body}`' }),
  })
  .meta({ id: 'WebhookSignature' });

/** A trigger, as documents show it. What is wrong with one is found by the definition's own validation. */
export const trigger = z
  .object({
    type: z.enum(TRIGGER_TYPES),
    schedule: z.string().optional().meta({ description: 'cron: five fields, as Vixie cron reads them' }),
    timezone: z.string().optional().meta({ description: 'cron: IANA time zone, UTC unless told' }),
    overlap: z.enum(OVERLAP_POLICIES).optional(),
    catchupWindow: duration.optional(),
    jitter: duration.optional(),
    startAt: z.string().optional(),
    endAt: z.string().optional(),
    event: z.string().optional().meta({ description: 'event: the type that starts a run' }),
    filter: z
      .string()
      .optional()
      .meta({ description: 'event, channel: an expression over `event` or `message` that must hold' }),
    channel: z.string().optional().meta({ description: 'channel: name of the channel whose messages start a run' }),
    path: z
      .string()
      .optional()
      .meta({ description: 'webhook: it listens at `/v1/hooks/{path}`', example: 'orders/new' }),
    methods: z.array(z.enum(WEBHOOK_METHODS)).optional().meta({ description: 'webhook: POST alone unless told' }),
    signature: signature.optional(),
    respond: z
      .enum(['async', 'sync'])
      .optional()
      .meta({ description: 'webhook: whether the caller waits for the run' }),
    waitMs: z.int().optional().meta({ description: 'webhook: how long it waits at most, 25000 unless told' }),
  })
  .meta({ id: 'Trigger', example: { type: 'cron', schedule: '0 9 * * *' } });

/** The fields of a node type. Only the body of a loop has a shape that is the same everywhere. */
const config = z
  .object({ body: z.union([z.lazy(() => body), jsonValue]).optional() })
  .catchall(jsonValue)
  .meta({
    description:
      'Fields of the node type; any text may hold templates. The `body` of `for-each` and `while` is a graph of its own.',
  });

const node: z.ZodType = z
  .object({
    id: z.string().meta({ description: 'Unique in the whole workflow, bodies of loops included' }),
    type: z.enum(NODE_TYPES),
    name: z.string().optional(),
    config,
    retry: z
      .object({
        attempts: z.int().optional(),
        initial: duration.optional(),
        factor: z.number().optional(),
        maximum: duration.optional(),
        nonRetryable: z.array(z.string()).optional(),
      })
      .optional(),
    timeoutMs: z.int().optional().meta({ description: 'Limit on one attempt, in milliseconds' }),
    totalTimeoutMs: z.int().optional().meta({ description: 'Limit on all attempts together, in milliseconds' }),
    join: z
      .union([z.enum(['all', 'any']), z.int()])
      .optional()
      .meta({ description: 'How many incoming edges must be taken before the node runs' }),
    onError: z
      .enum(ON_ERROR)
      .optional()
      .meta({ description: 'What a failure does after its last attempt, unless an `error` edge takes it' }),
    compensate: z
      .object({ type: z.enum(COMPENSATION_TYPES), config: jsonObject })
      .optional()
      .meta({ description: 'What undoes the node, once it succeeded, when the run fails or is cancelled' }),
    skip: z
      .union([z.boolean(), z.string()])
      .optional()
      .meta({ description: 'Passes the node over: always, or when the expression holds' }),
  })
  .meta({ id: 'Node' });

const edge = z
  .object({
    from: z.string(),
    to: z.string(),
    condition: z.string().optional().meta({ description: 'The outcome that takes this edge', example: 'true' }),
  })
  .meta({ id: 'Edge' });

/** The nested graph of a loop. */
const body: z.ZodType = z
  .object({ nodes: z.array(node), edges: z.array(edge) })
  .meta({ id: 'Body', description: 'The nested graph of a loop; its nodes may be loops themselves' });

const template = z.string().meta({ description: 'Template over `trigger` and `run`' });
const timeoutMs = z.int().min(1).meta({ description: 'Limit on a whole run, in milliseconds' });
const concurrency = z
  .object({ limit: z.int().min(1), policy: z.enum(CONCURRENCY_POLICIES).optional(), key: template.optional() })
  .meta({
    description:
      'How many runs may be live at once, for each value of `key`; `policy`: what a start without a slot does',
  });
const rateLimit = z
  .object({ limit: z.int().min(1), per: duration })
  .meta({ description: 'How many runs may start within a duration' });
const priority = z.int().min(1).max(5).meta({ description: '1 is served first; 3 unless told' });
const onFailure = z
  .object({ workflowId: z.string() })
  .meta({ description: 'The workflow that starts when a run fails; `trigger.data` tells it of the run' });
const businessKey = z.string().meta({ description: 'Business key of each run: a template over `trigger` and `run`' });
const tags = z
  .array(z.string())
  .max(20)
  .meta({
    description: 'Labels of the workflow and, by template over `trigger` and `run`, of its runs',
    example: ['iot'],
  });
const retentionDays = z.int().min(1).meta({ description: 'How long the history of a run is kept after its end' });

const tool = z
  .object({
    name: z
      .string()
      .optional()
      .meta({ description: '1 to 64 letters, digits, `_` and `-`; from the name when absent' }),
    description: z.string().optional(),
    inputSchema: jsonObject.optional().meta({ description: 'JSON Schema of the arguments: the trigger’s data' }),
  })
  .meta({ id: 'ToolDeclaration', description: 'Makes the workflow a tool of the project’s MCP servers' });

/** Trigger, nodes and edges as answers carry them: as the author wrote them, defaults filled. */
export const answeredDefinition = {
  trigger: trigger as unknown as z.ZodType<Definition['trigger']>,
  nodes: z.array(node) as unknown as z.ZodType<Definition['nodes']>,
  edges: z.array(edge) as unknown as z.ZodType<Definition['edges']>,
};

const policies = { timeoutMs, concurrency, rateLimit, priority, onFailure, businessKey, retentionDays, tool };

/** What holds for each run of a workflow as a whole, as answers carry it; tags are told apart from it. */
export const answeredPolicies = z.object(policies).partial().shape as unknown as {
  [Field in keyof typeof policies]: z.ZodOptional<z.ZodType<NonNullable<Definition[Field]>>>;
};

/**
 * The definition as bodies carry it: documented, but let through whole, since the definition's own validation reports
 * all its faults at once, of shape and of meaning.
 */
export const givenDefinition = {
  trigger: given({ $ref: '#/components/schemas/Trigger' }),
  nodes: given({ type: 'array', items: { $ref: '#/components/schemas/Node' } }),
  edges: given({ type: 'array', items: { $ref: '#/components/schemas/Edge' } }),
  timeoutMs: documented(timeoutMs),
  concurrency: documented(concurrency),
  rateLimit: documented(rateLimit),
  priority: documented(priority),
  onFailure: documented(onFailure),
  tags: documented(tags),
  businessKey: documented(businessKey),
  retentionDays: documented(retentionDays),
  tool: given({ $ref: '#/components/schemas/ToolDeclaration' }),
};

function documented(schema: z.ZodType) {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema);
  return given(json);
}

function given(schema: object) {
  return z
    .unknown()
    .optional()
    .meta({ ...schema });
}
