import { z } from 'zod';
import { durationForm } from './durations.ts';
import { type FieldMode, name, renderedFields, savedFields } from './fields.ts';
import { ATTEMPT_TIMEOUT_MS, type NodeTypeSpec } from './spec.ts';

const ON_TIMEOUT = ['fail', 'branch'] as const;

const fields = (mode: FieldMode) => ({
  event: name(mode),
  correlationKey: mode.text().optional(),
  timeout: mode.formatted(durationForm).optional(),
});

const saved = z.strictObject({
  ...fields(savedFields),
  /** Over `event.data` and the scope. */
  filter: savedFields.code().optional(),
  onTimeout: savedFields.value(z.enum(ON_TIMEOUT)).optional(),
});

const rendered = z.strictObject({
  ...fields(renderedFields),
  onTimeout: z.enum(ON_TIMEOUT).default('fail'),
});
export type WaitForEventConfig = z.output<typeof rendered>;

export const waitForEvent: NodeTypeSpec<WaitForEventConfig> = {
  type: 'wait-for-event',
  lane: 'remote',
  labels: ['timeout'],
  exclusiveLabels: ['timeout'],
  codeFields: ['filter'],
  laterFields: ['filter'],
  toolFields: [],
  connectionFields: [],
  freeFields: [],
  saved,
  rendered,
  attemptTimeoutMs: () => ATTEMPT_TIMEOUT_MS,
};
