import type { FlowTarget, VersionRow } from '@perdura/database';
import type { AppDependencies } from '../../app-dependencies.ts';
import { ensureRunVersion } from '../flows/run-version.ts';

/** Most compiled versions that are kept at hand. */
const MOST_KEPT = 200;

/** What runs of a flow are pinned to, as the webhooks need it again and again. */
export type RunVersionOf = (target: FlowTarget) => Promise<VersionRow>;

/**
 * Finds what a version of a flow was compiled to. Compiled versions never change, so those that were used last are kept
 * at hand; what a draft compiles to is found out each time.
 */
export function runVersions(deps: AppDependencies): RunVersionOf {
  const { versions, flowVersions } = deps.database;
  const kept = new Map<string, VersionRow>();

  const stored = async (projectId: string, id: string): Promise<VersionRow | null> => {
    const known = kept.get(id) ?? (await versions.getById(projectId, id));
    if (known === null) return null;
    kept.delete(id);
    kept.set(id, known);
    if (kept.size > MOST_KEPT) for (const oldest of [...kept.keys()].slice(0, 1)) kept.delete(oldest);
    return known;
  };

  return async ({ projectId, runVersionId, flowVersionId }) => {
    const found = runVersionId === null ? null : await stored(projectId, runVersionId);
    if (found !== null) return found;
    const version = await flowVersions.get(projectId, flowVersionId);
    if (version === null) throw new Error(`the version ${flowVersionId} of a flow is gone`);
    return await ensureRunVersion(deps, version);
  };
}
