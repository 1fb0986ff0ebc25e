import type { JsonValue } from '@perdura/definition';
import type { ActivityDependencies } from '../../dependencies.ts';
import type { CalledTrigger } from './called-trigger.ts';

/** Most samples that one trial keeps. */
const MOST_KEPT = 20;

/** What a trigger gave when it was tried is shown to who edits the flow. */
export async function keepSamples(
  { target, settings }: CalledTrigger,
  samples: readonly JsonValue[],
  { database }: ActivityDependencies,
): Promise<void> {
  const { projectId, flowId, flowVersionId: versionId } = target;
  const sourceName = `${settings.pieceName}@${settings.pieceVersion}:${settings.triggerName ?? ''}`;
  const kept = samples.slice(0, MOST_KEPT);
  // The list shows the newest first: the first sample is to be on top.
  for (const payload of kept.toReversed())
    await database.triggerEvents.record(projectId, { flowId, sourceName, payload });
  const [payload] = kept;
  if (payload === undefined) return;
  await database.flowSamples.put(projectId, { flowId, versionId, stepName: 'trigger', type: 'OUTPUT', payload });
}
