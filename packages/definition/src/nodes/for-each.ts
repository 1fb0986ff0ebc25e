import { z } from 'zod';
import { anyObject, json, savedFields } from './fields.ts';
import { ATTEMPT_TIMEOUT_MS, type NodeTypeSpec } from './spec.ts';

const ON_ITEM_ERROR = ['fail', 'continue'] as const;
/** Most iterations of one loop at once. */
export const MAX_LOOP_CONCURRENCY = 100;

const concurrency = z.number().int().min(1).max(MAX_LOOP_CONCURRENCY);

const saved = z.strictObject({
  /** An expression that gives a list, or a list whose texts may hold templates. */
  items: z.union([savedFields.code(), z.array(json)]),
  body: anyObject,
  concurrency: savedFields.value(concurrency).optional(),
  onItemError: savedFields.value(z.enum(ON_ITEM_ERROR)).optional(),
});

const rendered = z.strictObject({
  items: json,
  concurrency: concurrency.default(1),
  onItemError: z.enum(ON_ITEM_ERROR).default('fail'),
});
export type ForEachConfig = z.output<typeof rendered>;

export const forEach: NodeTypeSpec<ForEachConfig> = {
  type: 'for-each',
  lane: 'local',
  labels: [],
  bodyNames: ['item', 'index'],
  codeFields: ['items'],
  toolFields: [],
  connectionFields: [],
  freeFields: ['items', 'body'],
  saved,
  rendered,
  attemptTimeoutMs: () => ATTEMPT_TIMEOUT_MS,
};
