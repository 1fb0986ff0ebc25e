import { type core, z } from 'zod';
import type { FaultParams } from '../faults/schema-faults.ts';
import type { FlowAction, FlowTrigger } from './flow.ts';
import { StepReader } from './step-reader.ts';

/**
 * A trigger with all steps of its flow, as clients send it: unknown keys are dropped, what may be left out is filled in,
 * null stands for absence. Names differ from each other, a router has as many children as branches.
 */
export const flowTriggerSchema = stepSchema<FlowTrigger>((reader, value) => reader.trigger(value));

/** The same for an action with what it holds and what follows it. */
export const flowActionSchema = stepSchema<FlowAction>((reader, value) => reader.action(value));

/** An issue before it is put into words. */
export interface StepIssue {
  path: PropertyKey[];
  issue: core.$ZodIssue | FaultParams;
  input: unknown;
}

function stepSchema<Step>(read: (reader: StepReader, value: unknown) => Step | null) {
  return z.unknown().transform((value, context): Step => {
    const reader = new StepReader();
    const step = read(reader, value);
    for (const found of reader.issues) context.issues.push(rawIssue(found));
    return step === null || reader.issues.length > 0 ? z.NEVER : step;
  });
}

/** Issues get their words where the whole was asked for, in its language. */
function rawIssue({ path, issue, input }: StepIssue): core.$ZodRawIssue {
  if ('fault' in issue) return { code: 'custom', path, params: issue, input };
  const { message: _worded, ...rest } = issue;
  return { ...rest, path, input } as core.$ZodRawIssue;
}
