import type { PerduraClient } from '@perdura/sdk';
import { flowOrNull } from '../input/find.ts';

/** One page of workflows. */
const MOST_WORKFLOWS = 200;
/** Each flow is a call of its own: lists of flows have their ids in another spelling than runs. */
const MOST_FLOWS = 25;

/**
 * Names of these workflows and flows by their ids, for people to read. What was deleted, or is one of very many, has no
 * name here.
 */
export async function workflowNames(
  client: PerduraClient,
  ids: Iterable<string>,
): Promise<ReadonlyMap<string, string>> {
  const asked = new Set(ids);
  if (asked.size === 0) return new Map();
  const workflows = await client.workflows.list({ limit: MOST_WORKFLOWS }).all(MOST_WORKFLOWS);
  const names = new Map(workflows.map(({ id, name }) => [id, name]));
  const others = [...asked].filter((id) => !names.has(id)).slice(0, MOST_FLOWS);
  await Promise.all(
    others.map(async (id) => {
      const flow = await flowOrNull(client, id);
      if (flow !== null) names.set(id, flow.version.displayName);
    }),
  );
  return names;
}
