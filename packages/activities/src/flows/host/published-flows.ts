import type { Database } from '@perdura/database';
import { type JsonObject, storedId, wireId } from '@perdura/definition';

const MAX_FLOWS = 1_000;

/**
 * The enabled flows of a project as pieces list them: those that call other flows look for the trigger that can be
 * called.
 */
export async function publishedFlows(
  { enabledFlows }: Pick<Database, 'enabledFlows'>,
  projectId: string,
  { externalIds }: { externalIds?: string[] },
): Promise<JsonObject> {
  // A flow without a name of its own is known by its id, in either spelling.
  const names = externalIds?.flatMap((id) => [id, storedId(id) ?? id]) ?? null;
  const flows = await enabledFlows.list(projectId, names, MAX_FLOWS);
  const data = flows.map(({ id, externalId, versionId, displayName, trigger }) => ({
    id: wireId(id),
    projectId,
    externalId: externalId === id ? wireId(id) : externalId,
    status: 'ENABLED',
    publishedVersionId: wireId(versionId),
    version: { id: wireId(versionId), flowId: wireId(id), displayName, state: 'LOCKED', trigger: { ...trigger } },
  }));
  return { data: data as unknown as JsonObject[], next: null, previous: null };
}
