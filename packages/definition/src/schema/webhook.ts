import { z } from 'zod';
import {
  HMAC_ALGORITHMS,
  HMAC_ENCODINGS,
  SIGNATURE_SCHEMES,
  type SignatureScheme,
  WEBHOOK_METHODS,
} from '../definition.ts';

/** Longest path of a webhook, in characters, and most segments of one. */
export const MAX_WEBHOOK_PATH = 200;
const MAX_SEGMENTS = 10;

/** Bounds of `waitMs`, and what it is when absent, in milliseconds. */
export const WEBHOOK_WAIT_MS = { least: 100, most: 60_000, unlessTold: 25_000 } as const;

/** Most secrets, or connections, that are tried: while one is exchanged for another there are two. */
const MAX_SECRETS = 5;
const MAX_TEXT = 500;

/** A segment that is only dots is left out: clients take it for a step within the path. */
const SEGMENT = /^(?!\.+$)[A-Za-z0-9._~-]+$/;

/**
 * The path as addresses carry it, without the slash that an author may begin it with; null when it is none: one to ten
 * segments of letters, digits and `.`, `_`, `~`, `-`, with a slash between.
 */
export function webhookPath(path: string): string | null {
  const bare = path.startsWith('/') ? path.slice(1) : path;
  const segments = bare.split('/');
  const isSound = bare.length <= MAX_WEBHOOK_PATH && segments.length <= MAX_SEGMENTS;
  return isSound && segments.every((segment) => SEGMENT.test(segment)) ? bare : null;
}

const text = z.string().max(MAX_TEXT).check(notBlank);
const oneOrSeveral = z.union([text, z.array(text).min(1).max(MAX_SECRETS)]);

const keyed = {
  /** What the sender signs with; several while one is exchanged for another. Never answered. */
  secret: oneOrSeveral.optional(),
  /** Names of the connections that hold it, in place of `secret`. */
  connection: oneOrSeveral.optional(),
};

const none = z.strictObject({ scheme: z.literal('none') });
const standardWebhooks = z.strictObject({ scheme: z.literal('standard-webhooks'), ...keyed });
const github = z.strictObject({ scheme: z.literal('github'), ...keyed });
const stripe = z.strictObject({ scheme: z.literal('stripe'), ...keyed });
const slack = z.strictObject({ scheme: z.literal('slack'), ...keyed });
const hmac = z.strictObject({
  scheme: z.literal('hmac'),
  ...keyed,
  /** The header that carries the signature. */
  header: text,
  algorithm: z.enum(HMAC_ALGORITHMS).optional(),
  encoding: z.enum(HMAC_ENCODINGS).optional(),
  /** Text before the signature in its header: `sha256=`. */
  prefix: z.string().max(MAX_TEXT).optional(),
  /** The header that carries the time of the signature, in seconds or milliseconds since 1970. */
  timestampHeader: text.optional(),
  /** The header that carries the id of the delivery. */
  deliveryHeader: text.optional(),
  /** What is signed: `{timestamp}`, `{id}`, `{method}`, `{path}` and `{body}` stand for the request's. */
  signed: z.string().max(MAX_TEXT).optional(),
});

/** The schema of a signature, by its scheme. */
export const signatureSchemas = {
  none,
  'standard-webhooks': standardWebhooks,
  github,
  stripe,
  slack,
  hmac,
} as const satisfies Record<SignatureScheme, z.ZodType>;

const SCHEMAS = [none, standardWebhooks, github, stripe, slack, hmac] as const;
const trigger = {
  type: z.literal('webhook'),
  /** Where it listens: `/v1/hooks/{path}`. */
  path: z.string().max(MAX_TEXT),
  /** POST alone when absent. */
  methods: z.array(z.enum(WEBHOOK_METHODS)).min(1).max(WEBHOOK_METHODS.length).optional(),
  /** Whether the caller is answered at once, or with what the run answers; `async` when absent. */
  respond: z.enum(['async', 'sync']).optional(),
  /** How long a synchronous caller waits, in milliseconds; 25 seconds when absent. */
  waitMs: z.number().int().min(WEBHOOK_WAIT_MS.least).max(WEBHOOK_WAIT_MS.most).optional(),
};

export const webhookTrigger = z.strictObject({
  ...trigger,
  signature: z.discriminatedUnion('scheme', SCHEMAS).optional(),
});

/** The same with a signature of any shape: which one it must have depends on its scheme. */
export const webhookShape = z.strictObject({ ...trigger, signature: z.unknown().optional() });

/** Every scheme, as messages list them. */
export const KNOWN_SCHEMES = SIGNATURE_SCHEMES.map((scheme) => `"${scheme}"`).join(', ');

function notBlank(context: z.core.ParsePayload<string>): void {
  if (context.value.trim() !== '') return;
  context.issues.push({ code: 'custom', input: context.value, params: { fault: 'EMPTY' } });
}
