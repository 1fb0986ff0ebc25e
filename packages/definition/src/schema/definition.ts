import { z } from 'zod';
import type { Definition } from '../definition.ts';
import { edgeSchema } from './edge.ts';
import { nodeSchema } from './node.ts';
import { POLICY_FIELDS, policySchemas } from './policies.ts';
import { triggerSchema } from './trigger.ts';

/** A definition as callers write it: its shape alone, as the HTTP contract shows it. */
export const definitionSchema = z
  .strictObject({
    trigger: triggerSchema,
    nodes: z.array(nodeSchema),
    edges: z.array(edgeSchema),
    ...policySchemas,
  })
  .partial();

/** Every field of a definition. */
export const DEFINITION_FIELDS: readonly (keyof Definition)[] = ['trigger', 'nodes', 'edges', ...POLICY_FIELDS];
