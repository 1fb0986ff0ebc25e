import type { Database } from '@perdura/database';
import { createScope, type JsonValue, references, type Scope, type ScopeNode } from '@perdura/definition';
import type { NodeActivityInput, RunIdentity, ValueRef } from '@perdura/definition/run';
import { loadValues } from './blobs.ts';

export interface ScopeOptions {
  database: Pick<Database, 'blobs'>;
  codeFields: readonly string[];
  /** Limit on the bytes of all blobs that are read. */
  maxInputBytes: number;
}

/**
 * What the templates of a node see: the trigger, the run, the outcomes of the nodes that they use, and locals. Blobs
 * are loaded only where the config reads them.
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

const NOTHING: ValueRef = { value: null };

/** A trigger's data that is at hand costs nothing; only a blob is worth the look at what the config reads. */
function readsTrigger({ node, scope }: NodeActivityInput, { codeFields }: ScopeOptions): boolean {
  return 'value' in scope.trigger || references(node.config, codeFields, (id) => id in scope.nodes).trigger;
}

function runScope({ id, projectId, workflowId, version, triggeredBy, createdAt }: RunIdentity): JsonValue {
  return { id, projectId, workflowId, version, triggeredBy, createdAt };
}
