import type { Database } from '@perdura/database';
import {
  createScope,
  type JsonObject,
  type JsonValue,
  type NodeTypeSpec,
  references,
  type Scope,
  type ScopeNode,
} from '@perdura/definition';
import type { NodeActivityInput, RunIdentity, ValueRef } from '@perdura/definition/run';
import { loadValues } from './blobs.ts';
import type { Files } from './files/files.ts';

export interface ScopeOptions {
  database: Pick<Database, 'blobs'>;
  /** What will be resolved in the scope. */
  texts: readonly ScopeTexts[];
  /** Learns of the files that the scope refers to. */
  files?: Files;
  /** Limit on the bytes of all blobs that are read. */
  maxInputBytes: number;
}

/** A config, or a part of it; texts of its `codeFields` are expressions. */
export interface ScopeTexts {
  config: JsonObject;
  codeFields: readonly string[];
}

/**
 * What the templates of a node see: the trigger, the run, the outcomes of the nodes that they use, and locals. Blobs
 * are loaded only where the texts read them.
 *
 * @throws {StepFailure} BLOB_MISSING, INPUT_TOO_LARGE
 */
export async function buildScope(input: NodeActivityInput, options: ScopeOptions): Promise<Scope> {
  const { nodes, trigger, locals = {} } = input.scope;
  const outcomes = Object.entries(nodes);
  const localEntries = Object.entries(locals);
  const wanted = [
    readsTrigger(input, options) ? trigger : NOTHING,
    ...outcomes.map(([, outcome]) => outcome.result),
    ...localEntries.map(([, value]) => value),
  ];
  const [data = null, ...values] = await loadValues(
    options.database,
    input.run.projectId,
    wanted,
    options.maxInputBytes,
  );
  await options.files?.learn([data, ...values]);
  const scopeNodes: Record<string, ScopeNode> = Object.create(null);
  for (const [position, [id, { status, error }]] of outcomes.entries()) {
    scopeNodes[id] = { status, error, result: values[position] ?? null };
  }
  const scopeLocals: Record<string, JsonValue> = Object.create(null);
  for (const [position, [name]] of localEntries.entries()) {
    scopeLocals[name] = values[outcomes.length + position] ?? null;
  }
  return createScope({ trigger: { data }, run: runScope(input.run), nodes: scopeNodes, locals: scopeLocals });
}

/** What is resolved of a node before its handler acts: neither raw fields nor those that are resolved later. */
export function resolvedTexts(
  { config, skip }: NodeActivityInput['node'],
  { codeFields, rawFields = [], laterFields = [] }: Pick<NodeTypeSpec, 'codeFields' | 'rawFields' | 'laterFields'>,
): ScopeTexts[] {
  const left = new Set([...rawFields, ...laterFields]);
  const resolved = Object.fromEntries(Object.entries(config).filter(([field]) => !left.has(field)));
  return [{ config: resolved, codeFields }, ...(skip === undefined ? [] : [skipText(skip)])];
}

/** The expression of a node's `skip`, as a config of its own. */
export function skipText(skip: string): ScopeTexts {
  return { config: { skip }, codeFields: ['skip'] };
}

const NOTHING: ValueRef = { value: null };

/** A trigger's data that is at hand costs nothing; only a blob is worth the look at what the texts read. */
function readsTrigger({ scope }: NodeActivityInput, { texts }: ScopeOptions): boolean {
  if ('value' in scope.trigger) return true;
  return texts.some(({ config, codeFields }) => references(config, codeFields, (id) => id in scope.nodes).trigger);
}

function runScope({ id, projectId, workflowId, version, triggeredBy, createdAt }: RunIdentity): JsonValue {
  return { id, projectId, workflowId, version, triggeredBy, createdAt };
}
