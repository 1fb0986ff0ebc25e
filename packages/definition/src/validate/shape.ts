import { z } from 'zod';
import type { FaultReport } from '../faults/report.ts';
import { reportSchemaFaults } from '../faults/schema-faults.ts';
import { describeFound, nameList, word } from '../faults/wording.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { pointerOf } from '../json-pointer.ts';
import { runTimeoutSchema } from '../schema/definition.ts';
import { edgeSchema } from '../schema/edge.ts';
import { nodeSchema } from '../schema/node.ts';
import { createDraft, type Draft, isObject } from './draft.ts';
import type { Limits } from './limits.ts';

const FIELDS = ['trigger', 'nodes', 'edges', 'timeoutMs'];

/** The type is checked by a rule of its own, which names the known types. */
const nodeShape = nodeSchema.extend({ type: z.string() });

/** Checks the shape of a definition and reads from it what the rules look at; null when there is nothing to read. */
export function checkShape(input: unknown, limits: Limits, report: FaultReport): Draft | null {
  if (!isObject(input)) {
    reportWrongType('', 'object', word('theDefinition', report.locale), input, report);
    return null;
  }
  for (const key of Object.keys(input)) {
    if (FIELDS.includes(key) || report.isOverflowing) continue;
    const known = word('knownFields', report.locale, { names: nameList(FIELDS, report.locale) });
    const place = word('theDefinition', report.locale);
    report.add('UNKNOWN_FIELD', pointerOf(key), { field: key, place, known });
  }
  if (input.timeoutMs !== undefined) {
    reportSchemaFaults(runTimeoutSchema, input.timeoutMs, { pointer: '/timeoutMs', name: 'timeoutMs' }, report);
  }
  const nodes = entries(input, 'nodes', limits.maxNodes, nodeShape, report);
  const edges = entries(input, 'edges', limits.maxEdges, edgeSchema, report);
  // Without a list of nodes every edge would seem to lead nowhere, which is not the author's fault.
  const readable = input.nodes === undefined || Array.isArray(input.nodes) ? edges : [];
  return createDraft(input.trigger === undefined ? {} : input.trigger, nodes, readable);
}

/** The entries of a list, each checked against its schema; past the limit they are neither checked nor read. */
function entries(
  input: JsonObject,
  field: 'nodes' | 'edges',
  limit: number,
  schema: z.ZodType,
  report: FaultReport,
): JsonValue[] {
  const list = input[field];
  if (list === undefined) return [];
  if (!Array.isArray(list)) {
    reportWrongType(`/${field}`, 'list', field, list, report);
    return [];
  }
  if (list.length > limit) {
    report.add(field === 'nodes' ? 'TOO_MANY_NODES' : 'TOO_MANY_EDGES', `/${field}`, { found: list.length, limit });
  }
  const read = list.slice(0, limit);
  for (const [index, value] of read.entries()) {
    if (report.isOverflowing) break;
    const pointer = pointerOf(field, index);
    if (isObject(value)) reportSchemaFaults(schema, value, { pointer, name: pointer.slice(1) }, report);
    else reportWrongType(pointer, 'object', pointer.slice(1), value, report);
  }
  return read;
}

function reportWrongType(pointer: string, kind: 'object' | 'list', field: string, found: unknown, report: FaultReport) {
  const { locale } = report;
  report.add('WRONG_TYPE', pointer, { field, expected: word(kind, locale), found: describeFound(found, locale) });
}
