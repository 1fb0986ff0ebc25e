import { z } from 'zod';
import { approverForm, escalationFaults, requiredFaults } from './approvers.ts';
import { positiveDurationForm } from './durations.ts';
import { type FieldMode, renderedFields, savedFields, type TextForm } from './fields.ts';
import { jsonSchema } from './json-schema.ts';
import { onTimeoutFaults } from './on-timeout.ts';
import { ATTEMPT_TIMEOUT_MS, type NodeTypeSpec } from './spec.ts';

const ON_TIMEOUT = ['fail', 'approve', 'reject', 'branch'] as const;
const MAX_APPROVERS = 200;
const MAX_LEVELS = 10;

/** Each an address, `user:<id>`, `group:<name>`; once rendered a template may have given a list. */
const approversOf = (mode: FieldMode) => z.array(mode.formatted(approverForm)).min(1).max(MAX_APPROVERS);
const renderedApprovers = z
  .union([z.string(), z.array(z.union([z.string(), z.array(z.string())]))])
  .transform((approvers) => [approvers].flat(2))
  .pipe(z.array(z.string().trim().min(1)).min(1).max(MAX_APPROVERS));

const reminders = (mode: FieldMode) =>
  z.strictObject({
    every: mode.formatted(positiveDurationForm),
    max: mode.value(z.number().int().min(1).max(1_000)).optional(),
  });
/** How many must approve. */
const count = z.number().int().min(1).max(MAX_APPROVERS);
const allForm: TextForm = {
  check: (text) => (text === 'all' ? null : { fault: 'NOT_ALLOWED_VALUE', values: { expected: '1, 2, 3 …, "all"' } }),
};

const fields = (mode: FieldMode) => ({
  message: mode.text().optional(),
  form: mode.value(jsonSchema(mode)).optional(),
  timeout: mode.formatted(positiveDurationForm).optional(),
  reminders: reminders(mode).optional(),
});

const saved = z.strictObject({
  ...fields(savedFields),
  approvers: savedFields.value(approversOf(savedFields)),
  required: z.union([count, savedFields.formatted(allForm)]).optional(),
  escalate: savedFields
    .value(
      z
        .array(
          z.strictObject({
            after: savedFields.formatted(positiveDurationForm),
            approvers: savedFields.value(approversOf(savedFields)),
          }),
        )
        .max(MAX_LEVELS - 1),
    )
    .optional(),
  onTimeout: savedFields.value(z.enum(ON_TIMEOUT)).optional(),
  allowSelf: savedFields.value(z.boolean()).optional(),
});

const rendered = z.strictObject({
  ...fields(renderedFields),
  approvers: renderedApprovers,
  required: z.union([count, z.literal('all')]).default(1),
  escalate: z
    .array(z.strictObject({ after: renderedFields.formatted(positiveDurationForm), approvers: renderedApprovers }))
    .max(MAX_LEVELS - 1)
    .default([]),
  onTimeout: z.enum(ON_TIMEOUT).default('fail'),
  /** Whether who started the run may decide. */
  allowSelf: z.boolean().default(false),
});
export type ApprovalConfig = z.output<typeof rendered>;

export const approval: NodeTypeSpec<ApprovalConfig> = {
  type: 'approval',
  lane: 'remote',
  labels: ['approved', 'rejected', 'timeout'],
  exclusiveLabels: ['rejected', 'timeout'],
  labelNeeds: { timeout: { field: 'onTimeout', value: 'branch' } },
  codeFields: [],
  toolFields: [],
  connectionFields: [],
  strictFields: ['required', 'timeout'],
  freeFields: ['form'],
  saved,
  contradictions: (config) => [...onTimeoutFaults(config), ...requiredFaults(config), ...escalationFaults(config)],
  rendered,
  attemptTimeoutMs: () => ATTEMPT_TIMEOUT_MS,
};
