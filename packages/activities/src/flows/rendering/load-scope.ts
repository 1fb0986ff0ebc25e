import {
  type FlowRead,
  flowScope,
  type JsonObject,
  type JsonValue,
  readsOfValue,
  type Scope,
} from '@perdura/definition';
import type { NodeActivityInput, ValueRef } from '@perdura/definition/run';
import { loadValues } from '../../blobs.ts';
import type { NodeContext } from '../../node-context.ts';

const CONNECTIONS = 'connections';
const VARIABLES = 'variables';
const NOTHING: ValueRef = { value: null };

/** What a scope is loaded with; a `NodeContext` has most of it. */
export type ScopeLoading = Pick<NodeContext, 'dependencies' | 'secrets' | 'files'> & { projectId: string };

/**
 * What the references of a step see: the outputs of steps, the trigger's payload, the item and index of loops around it,
 * connections and variables. Only what the texts read is loaded. Values of connections are secrets of the attempt from
 * then on.
 *
 * @param texts all that will be resolved
 * @throws {StepFailure} BLOB_MISSING, INPUT_TOO_LARGE
 */
export async function loadFlowScope(
  { trigger, nodes, loops = {} }: NodeActivityInput['scope'],
  texts: JsonValue,
  loading: ScopeLoading,
): Promise<Scope> {
  const reads = readsOfValue(texts);
  const read = new Set(reads.map(({ name }) => name));
  const steps = Object.entries(nodes);
  const places = Object.entries(loops);
  const references = [
    read.has('trigger') ? trigger : NOTHING,
    ...steps.map(([, { result }]) => result),
    ...places.map(([, { item }]) => item),
  ];
  const [payload = null, ...values] = await load(references, loading);
  const items = values.splice(steps.length);
  await loading.files.learn([payload, ...values, ...items]);
  const scope = flowScope({
    trigger: payload,
    outputs: Object.fromEntries(steps.map(([name], at) => [name, values[at] ?? null])),
    loops: Object.fromEntries(places.map(([name, { index }], at) => [name, { item: items[at] ?? null, index }])),
  });
  if (read.has(CONNECTIONS)) scope.set(CONNECTIONS, await connectionsOf(reads, loading));
  if (read.has(VARIABLES)) scope.set(VARIABLES, await variablesOf(reads, loading));
  return scope;
}

function load(references: ValueRef[], { dependencies, projectId }: ScopeLoading): Promise<JsonValue[]> {
  const { database, settings } = dependencies;
  return loadValues(database, projectId, references, settings.maxInputBytes);
}

/** The connections that are named; one whose name only the run can tell is not found. */
async function connectionsOf(reads: readonly FlowRead[], { dependencies, projectId, secrets }: ScopeLoading) {
  const names = new Set(reads.flatMap(({ name, keys }) => (name === CONNECTIONS ? keys.slice(0, 1).map(String) : [])));
  const found: JsonObject = {};
  for (const name of names) {
    const { connections } = dependencies.pieces;
    const value = name === '__proto__' ? null : await connections.use(projectId, name, secrets);
    if (value === null) continue;
    found[name] = value;
  }
  return found;
}

/** The variables that are named; all of them where a name is only told by the run. */
async function variablesOf(reads: readonly FlowRead[], { dependencies, projectId }: ScopeLoading): Promise<JsonObject> {
  const named = reads.flatMap(({ name, keys }) => (name === VARIABLES ? [keys[0]] : []));
  const names = named.filter((key) => key !== undefined).map(String);
  const { variables } = dependencies.database;
  return Object.fromEntries(await variables.values(projectId, names.length < named.length ? undefined : names));
}
