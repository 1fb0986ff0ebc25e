import { z } from 'zod';
import { type FieldMode, json, name, renderedFields, savedFields } from './fields.ts';
import { ATTEMPT_TIMEOUT_MS, type NodeTypeSpec } from './spec.ts';

const fields = (mode: FieldMode) => ({
  workflowId: name(mode),
  /** The newest when absent or `latest`; a number, or a label. */
  version: z.union([z.number().int().min(1), name(mode)]).optional(),
  /** The trigger's data of the run that it starts. */
  input: json.optional(),
});

const saved = z.strictObject({ ...fields(savedFields), wait: savedFields.value(z.boolean()).optional() });
const rendered = z.strictObject({ ...fields(renderedFields), wait: z.boolean().default(true) });
export type SubWorkflowConfig = z.output<typeof rendered>;

export const subWorkflow: NodeTypeSpec<SubWorkflowConfig> = {
  type: 'sub-workflow',
  lane: 'remote',
  labels: [],
  codeFields: [],
  toolFields: [],
  connectionFields: [],
  workflowFields: ['workflowId'],
  versionField: 'version',
  strictFields: ['version'],
  freeFields: ['input'],
  saved,
  rendered,
  attemptTimeoutMs: () => ATTEMPT_TIMEOUT_MS,
};
