import type { Flow, PerduraClient, Workflow } from '@perdura/sdk';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-codes.ts';

const WORKFLOW_ID = /^[0-9a-f]{24}$/;
const FLOW_ID = /^[0-9A-Za-z]{21}$/;
const MOST_CANDIDATES = 200;

/** A workflow by its id or its exact name. @throws CliError when there is none, or several have the name */
export async function findWorkflow(client: PerduraClient, idOrName: string): Promise<Workflow> {
  return await client.workflows.get(await workflowId(client, idOrName));
}

/** The id of a workflow, given by it or by its exact name. */
export async function workflowId(client: PerduraClient, idOrName: string): Promise<string> {
  if (WORKFLOW_ID.test(idOrName)) return idOrName;
  const found = await client.workflows.list({ q: idOrName.slice(0, 200), limit: 200 }).all(MOST_CANDIDATES);
  return only(
    'workflow',
    idOrName,
    found.filter(({ name }) => name === idOrName),
  ).id;
}

/** A flow by its id or its exact name. @throws CliError when there is none, or several have the name */
export async function findFlow(client: PerduraClient, idOrName: string): Promise<Flow> {
  if (FLOW_ID.test(idOrName)) {
    const found = await flowOrNull(client, idOrName);
    if (found !== null) return found;
  }
  const found = await client.workflows.listFlows({ name: idOrName, limit: 100 }).all(MOST_CANDIDATES);
  return only(
    'flow',
    idOrName,
    found.filter(({ version }) => version.displayName === idOrName),
  );
}

/** A flow by its id, in either spelling; null when there is none. */
export async function flowOrNull(client: PerduraClient, id: string): Promise<Flow | null> {
  try {
    return await client.workflows.getFlow(id);
  } catch (error) {
    if ((error as { status?: unknown }).status === 404) return null;
    throw error;
  }
}

/** The only one of those that bear a name. @throws CliError when there is none, or there are several */
export function only<Item extends { id: string }>(kind: string, name: string, found: readonly Item[]): Item {
  const [first, ...others] = found;
  if (first === undefined) {
    throw new CliError(`There is no ${kind} ${JSON.stringify(name)}.`, {
      exitCode: EXIT.notFound,
      hint: `See which there are: perdura ${kind}s list`,
    });
  }
  if (others.length === 0) return first;
  throw new CliError(`${found.length} ${kind}s are called ${JSON.stringify(name)}.`, {
    exitCode: EXIT.conflict,
    lines: found.map(({ id }) => id),
    hint: 'Name it by its id.',
  });
}
