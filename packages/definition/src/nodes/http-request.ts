import { z } from 'zod';
import { type FieldMode, json, name, renderedFields, savedFields } from './fields.ts';
import { ATTEMPT_TIMEOUT_MS, MAX_ATTEMPT_TIMEOUT_MS, type NodeTypeSpec } from './spec.ts';
import { headerValueForm, isConnectionHeader, isHeaderName, methodForm, urlForm } from './web-addresses.ts';

/** How a response's body is read: by its content type, or as the author says. */
const RESPONSE_TYPES = ['auto', 'json', 'text', 'base64'] as const;

const scalar = z.union([z.number(), z.boolean()]);

/** Names are fixed when saving; a value may be a number or a boolean and is sent as text, or null and is left out. */
const headersOf = (mode: FieldMode) =>
  z.record(z.string(), z.union([mode.formatted(headerValueForm), scalar, z.null()])).superRefine((headers, context) => {
    for (const header of Object.keys(headers)) {
      if (isHeaderName(header) && !isConnectionHeader(header)) continue;
      const fault = isHeaderName(header) ? 'HEADER_RESERVED' : 'HEADER_INVALID';
      context.addIssue({ code: 'custom', path: [header], params: { fault, values: { found: header } } });
    }
  });

const queryOf = () =>
  z.record(z.string(), z.union([z.string(), scalar, z.null(), z.array(z.union([z.string(), scalar]))]));

const fields = (mode: FieldMode) => ({
  url: mode.formatted(urlForm),
  body: json.optional(),
  /** Limit on the whole exchange, in milliseconds. */
  timeoutMs: mode.value(z.number().int().min(1).max(MAX_ATTEMPT_TIMEOUT_MS)).optional(),
  connection: name(mode).optional(),
});

const saved = z.strictObject({
  ...fields(savedFields),
  method: savedFields.formatted(methodForm).optional(),
  headers: savedFields.value(headersOf(savedFields)).optional(),
  query: savedFields.value(queryOf()).optional(),
  responseType: savedFields.value(z.enum(RESPONSE_TYPES)).optional(),
  failOnStatus: savedFields.value(z.boolean()).optional(),
});

const rendered = z.strictObject({
  ...fields(renderedFields),
  method: renderedFields
    .formatted(methodForm)
    .transform((method) => method.toUpperCase())
    .default('GET'),
  headers: headersOf(renderedFields)
    .transform((headers) =>
      Object.fromEntries(
        Object.entries(headers).flatMap(([key, value]) => (value === null ? [] : [[key, `${value}`]])),
      ),
    )
    .default({}),
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
