import { z } from 'zod';
import { durationForm, timeForm } from './durations.ts';
import { type FieldMode, renderedFields, savedFields } from './fields.ts';
import { ATTEMPT_TIMEOUT_MS, type NodeTypeSpec } from './spec.ts';

/** Exactly one of the two. */
const fields = (mode: FieldMode) =>
  z
    .strictObject({ duration: mode.formatted(durationForm).optional(), until: mode.formatted(timeForm).optional() })
    .superRefine(({ duration, until }, context) => {
      if ((duration === undefined) === (until === undefined)) {
        context.addIssue({ code: 'custom', params: { fault: 'ONE_OF_FIELDS', values: { fields: 'duration, until' } } });
      }
    });

const rendered = fields(renderedFields);
export type DelayConfig = z.output<typeof rendered>;

export const delay: NodeTypeSpec<DelayConfig> = {
  type: 'delay',
  lane: 'local',
  labels: [],
  codeFields: [],
  toolFields: [],
  connectionFields: [],
  freeFields: [],
  saved: fields(savedFields),
  rendered,
  attemptTimeoutMs: () => ATTEMPT_TIMEOUT_MS,
};
