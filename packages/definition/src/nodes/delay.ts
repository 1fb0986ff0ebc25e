import { z } from 'zod';
import type { JsonObject } from '../json.ts';
import { durationForm, timeForm } from './durations.ts';
import { type FieldMode, renderedFields, savedFields } from './fields.ts';
import { ATTEMPT_TIMEOUT_MS, type ConfigFault, type NodeTypeSpec } from './spec.ts';

/** Exactly one of the two; a time that is past is no fault. */
const fields = (mode: FieldMode) =>
  z.strictObject({ duration: mode.formatted(durationForm).optional(), until: mode.formatted(timeForm).optional() });

const contradictions = ({ duration, until }: JsonObject): ConfigFault[] =>
  (duration === undefined) === (until === undefined)
    ? [{ path: [], fault: 'ONE_OF_FIELDS', values: { fields: 'duration, until' } }]
    : [];

const rendered = fields(renderedFields).superRefine((config, context) => {
  for (const { path, ...params } of contradictions(config as JsonObject)) {
    context.addIssue({ code: 'custom', path: [...path], params });
  }
});
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
  contradictions,
  rendered,
  attemptTimeoutMs: () => ATTEMPT_TIMEOUT_MS,
};
