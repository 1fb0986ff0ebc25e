import { z } from 'zod';
import { type FieldMode, json, renderedFields, savedFields } from './fields.ts';
import { ATTEMPT_TIMEOUT_MS, type NodeTypeSpec } from './spec.ts';
import { headerValueForm } from './web-addresses.ts';

const status = z.number().int().min(200).max(599);
const headersOf = (mode: FieldMode) => z.record(z.string(), mode.formatted(headerValueForm));

const saved = z.strictObject({
  status: savedFields.value(status).optional(),
  headers: savedFields.value(headersOf(savedFields)).optional(),
  body: json.optional(),
});
const rendered = z.strictObject({
  status: status.default(200),
  headers: headersOf(renderedFields).default({}),
  body: json.default(null),
});
export type RespondConfig = z.output<typeof rendered>;

export const respond: NodeTypeSpec<RespondConfig> = {
  type: 'respond',
  lane: 'local',
  labels: [],
  codeFields: [],
  toolFields: [],
  connectionFields: [],
  freeFields: ['body'],
  saved,
  rendered,
  attemptTimeoutMs: () => ATTEMPT_TIMEOUT_MS,
};
