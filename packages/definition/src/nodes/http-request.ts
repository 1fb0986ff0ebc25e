import { z } from 'zod';
import { type FieldMode, json, name, renderedFields, savedFields } from './fields.ts';
import { renderedHeaders, savedRequestHeaders } from './headers.ts';
import { ATTEMPT_TIMEOUT_MS, MAX_ATTEMPT_TIMEOUT_MS, type NodeTypeSpec } from './spec.ts';
import { methodForm, requestUrlForm, urlForm } from './web-addresses.ts';

/** How a response's body is read: by its content type, or as the author says. */
const RESPONSE_TYPES = ['auto', 'json', 'text', 'base64'] as const;

const scalar = z.union([z.number(), z.boolean()]);

const queryOf = () =>
  z.record(z.string(), z.union([z.string(), scalar, z.null(), z.array(z.union([z.string(), scalar]))]));

const fields = (mode: FieldMode) => ({
  body: json.optional(),
  /** Limit on the whole exchange, in milliseconds. */
  timeoutMs: mode.value(z.number().int().min(1).max(MAX_ATTEMPT_TIMEOUT_MS)).optional(),
  connection: name(mode).optional(),
});

const saved = z.strictObject({
  ...fields(savedFields),
  url: savedFields.formatted(requestUrlForm),
  method: savedFields.formatted(methodForm).optional(),
  headers: savedFields.value(savedRequestHeaders).optional(),
  query: savedFields.value(queryOf()).optional(),
  responseType: savedFields.value(z.enum(RESPONSE_TYPES)).optional(),
  failOnStatus: savedFields.value(z.boolean()).optional(),
});

const rendered = z.strictObject({
  ...fields(renderedFields),
  url: renderedFields.formatted(urlForm),
  method: renderedFields
    .formatted(methodForm)
    .transform((method) => method.toUpperCase())
    .default('GET'),
  headers: renderedHeaders,
  /** Entries that are null are left out. */
  query: queryOf()
    .transform((query) => Object.fromEntries(Object.entries(query).flatMap(([key, value]) => queryEntry(key, value))))
    .default({}),
  responseType: z.enum(RESPONSE_TYPES).default('auto'),
  /** Whether a status of 400 or more fails the step. */
  failOnStatus: z.boolean().default(true),
});
export type HttpRequestConfig = z.output<typeof rendered>;

export const httpRequest: NodeTypeSpec<HttpRequestConfig> = {
  type: 'http-request',
  lane: 'remote',
  labels: [],
  codeFields: [],
  toolFields: [],
  connectionFields: ['connection'],
  connectionTypes: ['bearer', 'header', 'basic', 'openai-compatible', 'anthropic'],
  strictFields: ['connection'],
  freeFields: ['body'],
  saved,
  rendered,
  // A request that is allowed to last longer than other attempts must not be cut short by their limit.
  attemptTimeoutMs: ({ timeoutMs }) =>
    typeof timeoutMs === 'number' ? Math.max(ATTEMPT_TIMEOUT_MS, timeoutMs + MARGIN_MS) : ATTEMPT_TIMEOUT_MS,
};

const MARGIN_MS = 5_000;

type QueryValue = z.output<ReturnType<typeof queryOf>>[string];

function queryEntry(key: string, value: QueryValue): [string, string | string[]][] {
  if (value === null) return [];
  return [[key, Array.isArray(value) ? value.map(String) : String(value)]];
}
