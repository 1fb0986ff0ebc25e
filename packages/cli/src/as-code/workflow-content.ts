import { isObject, type Json, type JsonObject, present } from './json.ts';

/** Fields of a workflow that hold for its runs as a whole, and may be absent. */
export const POLICY_FIELDS = [
  ...([
    'timeoutMs',
    'concurrency',
    'rateLimit',
    'priority',
    'onFailure',
    'businessKey',
    'retentionDays',
    'tool',
  ] as const),
] as const;

const LOOPS: readonly Json[] = ['for-each', 'while'];

/** What the server answers in the place of a secret, and takes as "as it is". */
const MASK = '***';

/**
 * What a workflow is, in one form for files and for answers of the server: what the server fills in is filled in, what
 * it adds by itself is left out.
 *
 * `enabled` is left out where a file does not say it: then it stays as operators have it.
 */
export function workflowContent(document: JsonObject, markers: (tag: string) => boolean = () => false): JsonObject {
  const policies = POLICY_FIELDS.filter((field) => document[field] !== undefined && document[field] !== null);
  const tags = listOf(document.tags).filter((tag) => typeof tag !== 'string' || !markers(tag));
  return present({
    name: document.name,
    description: document.description ?? '',
    enabled: document.enabled ?? undefined,
    tags,
    trigger: { type: 'manual', ...(isObject(document.trigger) ? document.trigger : {}) },
    ...completedBody(document),
    ...Object.fromEntries(policies.map((field) => [field, document[field]])),
  });
}

/** The content of the server with the secrets of the file in the place of masks, which say nothing of what they hide. */
export function withKnownSecrets(actual: JsonObject, desired: JsonObject): JsonObject {
  const signature = isObject(actual.trigger) ? actual.trigger.signature : undefined;
  const wanted = isObject(desired.trigger) ? desired.trigger.signature : undefined;
  if (!isObject(actual.trigger) || !isObject(signature) || !isObject(wanted) || !isMasked(signature.secret))
    return actual;
  if (wanted.secret === undefined) return actual;
  return { ...actual, trigger: { ...actual.trigger, signature: { ...signature, secret: wanted.secret } } };
}

function isMasked(secret: Json | undefined): boolean {
  const secrets = Array.isArray(secret) ? secret : [secret];
  return secrets.every((each: Json | undefined) => each === MASK);
}

function completedBody(body: JsonObject): JsonObject {
  return { nodes: listOf(body.nodes).map(completedNode), edges: listOf(body.edges) };
}

function completedNode(node: Json): Json {
  if (!isObject(node)) return node;
  const config = isObject(node.config) ? node.config : {};
  const hasBody = LOOPS.includes(node.type ?? null) && (config.body === undefined || isObject(config.body));
  const body = hasBody ? completedBody(isObject(config.body) ? config.body : {}) : undefined;
  const { compensate } = node;
  return present({
    ...node,
    config: present({ ...config, ...(body !== undefined && { body }) }),
    compensate: isObject(compensate) ? { ...compensate, config: compensate.config ?? {} } : compensate,
  });
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
