import { z } from 'zod';
import type { FaultParams } from '../faults/schema-faults.ts';
import { anyObject } from '../nodes/fields.ts';
import { ROUTER_OPERATORS } from './flow.ts';

/** Name of the trigger of every flow. */
export const TRIGGER_NAME = 'trigger';

/** Names that references give another meaning than that of a step. */
export const RESERVED_STEP_NAMES: ReadonlySet<string> = new Set([
  ...[TRIGGER_NAME, 'connections', 'variables'],
  ...['__proto__', 'constructor', 'prototype'],
]);

const STEP_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const STEP_NAME_LENGTH = 100;
const TITLE_LENGTH = 1_000;
/** A name as package registries have it, or had it once. */
const PIECE_NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/i;
const PIECE_NAME_LENGTH = 214;
const PIECE_VERSION = /^[~^]?(?:0|[1-9]\d{0,8})\.(?:0|[1-9]\d{0,8})\.(?:0|[1-9]\d{0,8})$/;

/** Whether a step may bear the name. */
export function isStepName(name: string): boolean {
  return STEP_NAME.test(name) && name.length <= STEP_NAME_LENGTH && !RESERVED_STEP_NAMES.has(name);
}

/** Whether a text can be the name of a package of a piece. */
export function isPieceName(name: string): boolean {
  return PIECE_NAME.test(name) && name.length <= PIECE_NAME_LENGTH;
}

/** Whether a text names versions of a piece: `x.y.z`, `~x.y.z` or `^x.y.z`. */
export function isPieceVersion(version: string): boolean {
  return PIECE_VERSION.test(version);
}

function checked(holds: (text: string) => boolean, fault: FaultParams['fault']) {
  return z.string().superRefine((text, context) => {
    if (!holds(text)) context.addIssue({ code: 'custom', params: { fault } satisfies FaultParams });
  });
}

const pieceName = checked(isPieceName, 'PIECE_NAME_INVALID');
const pieceVersion = checked(isPieceVersion, 'PIECE_VERSION_INVALID');

/** Conditions compare texts; what else a client writes there means the text of it. */
const operand = z
  .unknown()
  .transform((value) => (typeof value === 'string' ? value : value === null ? '' : (JSON.stringify(value) ?? '')));

const condition = z.object({
  firstValue: operand,
  secondValue: operand.optional(),
  operator: z.preprocess(
    (value) => (value === '' ? null : value),
    z.enum(ROUTER_OPERATORS).nullish().transform(present),
  ),
  caseSensitive: z.boolean().nullish().transform(present),
});

const title = z
  .string()
  .max(TITLE_LENGTH)
  .nullish()
  .transform((text) => text ?? '');

const branch = z.discriminatedUnion('branchType', [
  z.object({
    branchType: z.literal('CONDITION'),
    branchName: title,
    conditions: z.array(z.array(condition)).default([]),
  }),
  z.object({ branchType: z.literal('FALLBACK'), branchName: title }),
]);

/** One branch of a router, as its settings have it. */
export const routerBranchSchema = branch;
/** The conditions of a branch; outer list: or, inner lists: and. */
export const routerConditionsSchema = z.array(z.array(condition));

const flag = z.object({ value: z.boolean().nullish().transform(present) }).nullish();

const shared = {
  sampleData: z
    .object({
      sampleDataFileId: z.string().nullish().transform(present),
      sampleDataInputFileId: z.string().nullish().transform(present),
      lastTestDate: z.string().nullish().transform(present),
    })
    .nullish(),
  customLogoUrl: z.string().max(10_000).nullish(),
};

const errorHandlingOptions = z.object({ continueOnFailure: flag, retryOnFailure: flag }).nullish();

const pieceFields = {
  ...shared,
  pieceName,
  pieceVersion,
  input: anyObject.default({}),
  propertySettings: anyObject.nullish(),
};

const stepFields = {
  displayName: z.string().max(TITLE_LENGTH).optional(),
  valid: z.boolean().default(false),
  lastUpdatedDate: z.string().max(100).nullish(),
};

const actionFields = {
  ...stepFields,
  name: checked(isStepName, 'STEP_NAME_INVALID'),
  skip: z.boolean().nullish(),
};

/** The fields of each kind of step that lead to no other step; `name` of a trigger is always the same. */
export const STEP_SHAPES = {
  EMPTY: z.object({ ...stepFields, type: z.literal('EMPTY'), settings: anyObject.default({}) }),
  PIECE_TRIGGER: z.object({
    ...stepFields,
    type: z.literal('PIECE_TRIGGER'),
    settings: z.object({ ...pieceFields, triggerName: z.string().max(TITLE_LENGTH).nullish() }),
  }),
  CODE: z.object({
    ...actionFields,
    type: z.literal('CODE'),
    settings: z.object({
      ...shared,
      sourceCode: z.object({
        code: z.string(),
        packageJson: z
          .string()
          .nullish()
          .transform((text) => text || '{}'),
      }),
      input: anyObject.default({}),
      errorHandlingOptions,
    }),
  }),
  PIECE: z.object({
    ...actionFields,
    type: z.literal('PIECE'),
    settings: z.object({ ...pieceFields, actionName: z.string().max(TITLE_LENGTH).nullish(), errorHandlingOptions }),
  }),
  LOOP_ON_ITEMS: z.object({
    ...actionFields,
    type: z.literal('LOOP_ON_ITEMS'),
    settings: z.object({ ...shared, items: operand.default('') }),
  }),
  ROUTER: z.object({
    ...actionFields,
    type: z.literal('ROUTER'),
    settings: z.object({
      ...shared,
      executionType: z.enum(['EXECUTE_FIRST_MATCH', 'EXECUTE_ALL_MATCH']),
      branches: z.array(branch),
    }),
  }),
} as const;

export type StepType = keyof typeof STEP_SHAPES;

/** Null stands for absence in what clients send. */
function present<Value>(value: Value | null | undefined): Value | undefined {
  return value ?? undefined;
}
