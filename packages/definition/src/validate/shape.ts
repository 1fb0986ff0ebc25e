import { z } from 'zod';
import type { FaultReport } from '../faults/report.ts';
import { reportSchemaFaults } from '../faults/schema-faults.ts';
import { describeFound, excerpt, nameList, word } from '../faults/wording.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { pointerBelow, pointerOf } from '../json-pointer.ts';
import { nodeSpecs } from '../nodes/index.ts';
import { DEFINITION_FIELDS } from '../schema/definition.ts';
import { edgeSchema } from '../schema/edge.ts';
import { nodeSchema } from '../schema/node.ts';
import { POLICY_FIELDS, policySchemas } from '../schema/policies.ts';
import { createDraft, type DefinitionDraft, type Draft, type DraftNode, isObject, type Owner } from './draft.ts';
import { type Limits, MAX_LOOP_DEPTH } from './limits.ts';

const BODY_FIELDS = ['nodes', 'edges'];

/** The type is checked by a rule of its own, which names the known types. */
const nodeShape = nodeSchema.extend({ type: z.string() });

/** Checks the shape of a definition and reads from it what the rules look at; null when there is nothing to read. */
export function checkShape(input: unknown, limits: Limits, report: FaultReport): DefinitionDraft | null {
  if (!isObject(input)) {
    reportWrongType('', 'object', word('theDefinition', report.locale), input, report);
    return null;
  }
  reportUnknownFields(input, '', DEFINITION_FIELDS, word('theDefinition', report.locale), report);
  for (const field of POLICY_FIELDS) {
    const value = input[field];
    if (value === undefined) continue;
    reportSchemaFaults(policySchemas[field], value, { pointer: pointerOf(field), name: field }, report);
  }
  const reader = new GraphReader(limits, report);
  reader.read(input, '', null);
  const trigger = input.trigger === undefined ? {} : input.trigger;
  return { value: input, trigger, drafts: reader.drafts, owners: reader.owners };
}

/** Reads a graph and those within it; the limits on nodes and edges hold for all of them together. */
class GraphReader {
  readonly drafts: Draft[] = [];
  readonly owners = new Map<string, Owner>();
  private readonly report: FaultReport;
  private readonly counters: Record<'nodes' | 'edges', Counter>;

  constructor(limits: Limits, report: FaultReport) {
    this.report = report;
    this.counters = {
      nodes: { count: 0, limit: limits.maxNodes, fault: 'TOO_MANY_NODES', schema: nodeShape },
      edges: { count: 0, limit: limits.maxEdges, fault: 'TOO_MANY_EDGES', schema: edgeSchema },
    };
  }

  read(input: JsonObject, pointer: string, around: Draft['around'], depth = 0): Draft {
    const nodes = this.entries(input, 'nodes', pointer);
    const edges = this.entries(input, 'edges', pointer);
    // Without a list of nodes every edge would seem to lead nowhere, which is not the author's fault.
    const isReadable = input.nodes === undefined || Array.isArray(input.nodes);
    const draft = createDraft(pointer, around, nodes, isReadable ? edges : []);
    this.drafts.push(draft);
    for (const node of draft.nodes) {
      if (node.id !== null && !this.owners.has(node.id)) this.owners.set(node.id, { draft, node });
    }
    for (const [position, node] of draft.nodes.entries()) node.body = this.readBody(draft, node, position, depth + 1);
    return draft;
  }

  private readBody(draft: Draft, node: DraftNode, position: number, depth: number): Draft | null {
    const { body } = node.config;
    // A body that is missing or of another kind is reported with the config.
    if (node.type === null || nodeSpecs[node.type].bodyNames === undefined || !isObject(body)) return null;
    const pointer = pointerBelow(node.pointer, 'config', 'body');
    if (depth > MAX_LOOP_DEPTH) {
      this.report.add('BODY_TOO_DEEP', pointer, { limit: MAX_LOOP_DEPTH });
      return null;
    }
    reportUnknownFields(body, pointer, BODY_FIELDS, 'body', this.report);
    if (body.nodes === undefined || (Array.isArray(body.nodes) && body.nodes.length === 0)) {
      this.report.add('BODY_EMPTY', pointerBelow(pointer, 'nodes'), { id: excerpt(node.id ?? '') });
    }
    return this.read(body, pointer, { level: draft, position, type: node.type, draft, node }, depth);
  }

  /** The entries of a list, each checked against its schema; past the limit they are neither checked nor read. */
  private entries(input: JsonObject, field: 'nodes' | 'edges', base: string): JsonValue[] {
    const list = input[field];
    const pointer = pointerBelow(base, field);
    if (list === undefined) return [];
    if (!Array.isArray(list)) {
      reportWrongType(pointer, 'list', field, list, this.report);
      return [];
    }
    const counter = this.counters[field];
    const read = list.slice(0, Math.max(0, counter.limit - counter.count));
    const hadRoom = counter.count <= counter.limit;
    counter.count += list.length;
    if (hadRoom && counter.count > counter.limit) {
      this.report.add(counter.fault, pointer, { found: counter.count, limit: counter.limit });
    }
    for (const [index, value] of read.entries()) {
      if (this.report.isOverflowing) break;
      const place = { pointer: pointerBelow(pointer, index), name: `${field}/${index}` };
      if (isObject(value)) reportSchemaFaults(counter.schema, value, place, this.report);
      else reportWrongType(place.pointer, 'object', place.name, value, this.report);
    }
    return read;
  }
}

interface Counter {
  count: number;
  limit: number;
  fault: 'TOO_MANY_NODES' | 'TOO_MANY_EDGES';
  schema: z.ZodType;
}

function reportUnknownFields(
  value: JsonObject,
  pointer: string,
  fields: readonly string[],
  place: string,
  report: FaultReport,
): void {
  for (const key of Object.keys(value)) {
    if (fields.includes(key) || report.isOverflowing) continue;
    const known = word('knownFields', report.locale, { names: nameList(fields, report.locale) });
    report.add('UNKNOWN_FIELD', pointerBelow(pointer, key), { field: excerpt(key), place, known });
  }
}

function reportWrongType(pointer: string, kind: 'object' | 'list', field: string, found: unknown, report: FaultReport) {
  const { locale } = report;
  report.add('WRONG_TYPE', pointer, { field, expected: word(kind, locale), found: describeFound(found, locale) });
}
