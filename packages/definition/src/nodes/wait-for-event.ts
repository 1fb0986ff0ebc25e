import { z } from 'zod';
import { isEventType } from '../schema/event-type.ts';
import { positiveDurationForm } from './durations.ts';
import { type FieldMode, renderedFields, savedFields, type TextForm } from './fields.ts';
import { onTimeoutFaults } from './on-timeout.ts';
import { ATTEMPT_TIMEOUT_MS, type NodeTypeSpec } from './spec.ts';

const ON_TIMEOUT = ['fail', 'branch'] as const;

const eventForm: TextForm = { check: (text) => (isEventType(text) ? null : { fault: 'EVENT_TYPE_INVALID' }) };

const fields = (mode: FieldMode) => ({
  event: mode.formatted(eventForm),
  correlationKey: mode.text().optional(),
  timeout: mode.formatted(positiveDurationForm).optional(),
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
  labelNeeds: { timeout: { field: 'onTimeout', value: 'branch' } },
  codeFields: ['filter'],
  laterFields: ['filter'],
  toolFields: [],
  connectionFields: [],
  strictFields: ['timeout'],
  freeFields: [],
  saved,
  contradictions: onTimeoutFaults,
  rendered,
  attemptTimeoutMs: () => ATTEMPT_TIMEOUT_MS,
};
