import type { FlowVersionRow, VersionRow } from '@perdura/database';
import { compileFlow, type JsonObject } from '@perdura/definition';
import { canonicalHash } from '../../canonical-hash.ts';
import type { FlowDependencies } from './flow-context.ts';
import { pieceFacts, withPinnedVersions } from './piece-facts.ts';

/**
 * What runs of a flow's version, as it is now, are pinned to: its plan, with the versions of pieces that are found now.
 * The same content has one.
 */
export async function ensureRunVersion(
  deps: Pick<FlowDependencies, 'database' | 'pieces' | 'logger'>,
  version: FlowVersionRow,
): Promise<VersionRow> {
  const facts = await pieceFacts(deps, version.trigger);
  const plan = compileFlow(withPinnedVersions(version.trigger, facts));
  const hash = canonicalHash({ name: version.displayName, plan: plan as unknown as JsonObject });
  const { displayName: name, updatedBy } = version;
  return await deps.database.flowVersions.ensureRunVersion(version.projectId, version, {
    ...{ name, plan, hash },
    authorId: updatedBy ?? '',
  });
}
