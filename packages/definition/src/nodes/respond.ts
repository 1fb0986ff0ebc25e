import { z } from 'zod';
import { json, savedFields } from './fields.ts';
import { renderedHeaders, savedHeaders } from './headers.ts';
import { ATTEMPT_TIMEOUT_MS, type NodeTypeSpec } from './spec.ts';

const status = z.number().int().min(200).max(599);

const saved = z.strictObject({
  status: savedFields.value(status).optional(),
  headers: savedFields.value(savedHeaders).optional(),
  body: json.optional(),
});
const rendered = z.strictObject({
  status: status.default(200),
  headers: renderedHeaders,
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
