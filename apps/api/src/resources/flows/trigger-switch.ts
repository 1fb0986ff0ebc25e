import type { FlowRow, FlowVersionRow, TriggerSource } from '@perdura/database';
import { CHANNEL_PIECE, type FlowTrigger, type PieceTriggerMetadata } from '@perdura/definition';
import { ApiError } from '../../api-error.ts';
import { isTakenAsItIs } from '../flow-webhooks/catch-webhook.ts';
import type { FlowDependencies } from './flow-context.ts';
import { pieceFacts } from './piece-facts.ts';

/** How long a piece may take to register what it needs, in milliseconds: somebody waits. */
const ON_MS = 25_000;
/** How long it may take to clear that away. */
const OFF_MS = 15_000;

type PieceTrigger = Extract<FlowTrigger, { type: 'PIECE_TRIGGER' }>;

/**
 * Switches the trigger of a flow's version on or off. It is in force when this answers.
 *
 * @returns what the trigger is known by while it is on; null for one that is off
 * @throws {ApiError} TRIGGER_FAILED when the piece refuses
 */
export async function switchTrigger(
  deps: FlowDependencies,
  flow: FlowRow,
  version: FlowVersionRow,
  on: boolean,
): Promise<TriggerSource | null> {
  const { trigger } = version;
  if (trigger.type === 'EMPTY') return null;
  const source = { ...(await sourceOf(deps, flow.projectId, trigger)), versionId: version.id };
  const place = { projectId: flow.projectId, flowId: flow.id, versionId: version.id };
  if (!on) {
    const off = await deps.control.switchTriggerOff({ ...place, source }, OFF_MS);
    if (off.kind === 'refused') throw failed(off.reason);
    return null;
  }
  if (source.strategy === 'APP_WEBHOOK') throw failed(NO_APPS);
  const before = flow.status === 'ENABLED' ? flow.triggerSource : null;
  const switched = await deps.control.switchTriggerOn({ ...place, source, before }, ON_MS);
  if (switched.kind === 'refused') throw failed(switched.reason);
  return switched.source;
}

/** What a piece says of the trigger of a flow; null where it is not known. */
export async function triggerMetadata(
  deps: Pick<FlowDependencies, 'pieces' | 'logger'>,
  trigger: PieceTrigger,
): Promise<PieceTriggerMetadata | null> {
  const { nextAction: _steps, ...alone } = trigger;
  const { lookup } = await pieceFacts(deps, alone);
  return lookup(trigger.settings)?.triggers[trigger.settings.triggerName ?? ''] ?? null;
}

const NO_APPS =
  'This trigger hears of events through an app that the installation has registered with the other service, which this platform does not have.';

async function sourceOf(deps: FlowDependencies, projectId: string, trigger: PieceTrigger): Promise<TriggerSource> {
  const { pieceName, pieceVersion, triggerName = '' } = trigger.settings;
  const known = { pieceName, pieceVersion, triggerName, schedule: null };
  if (isTakenAsItIs(trigger)) return { ...known, strategy: 'WEBHOOK', isNative: true };
  if (isChannelTrigger(trigger)) return { ...known, ...(await channelSource(deps, projectId, trigger)) };
  const metadata = await triggerMetadata(deps, trigger);
  if (metadata === null) throw failed(`There is no trigger ${JSON.stringify(triggerName)} in ${pieceName}.`);
  const { type: strategy, renewConfiguration } = metadata;
  const { strategy: renews, cronExpression } = renewConfiguration ?? {};
  const renewal = renews === 'CRON' && cronExpression !== undefined ? { cronExpression, timezone: 'UTC' } : null;
  return { ...known, strategy, renewal, isNative: strategy === 'MANUAL' };
}

function isChannelTrigger({ settings: { pieceName, triggerName } }: PieceTrigger): boolean {
  return pieceName === CHANNEL_PIECE.pieceName && triggerName === CHANNEL_PIECE.triggerName;
}

/** Messages of a channel start the flow by the channel that its source names. */
async function channelSource({ database }: FlowDependencies, projectId: string, { settings }: PieceTrigger) {
  const { channel } = settings.input;
  const names = await database.channels.names(projectId);
  if (typeof channel !== 'string' || !names.has(channel)) {
    throw failed(`There is no channel ${JSON.stringify(channel ?? null)}.`);
  }
  return { strategy: 'WEBHOOK', isNative: true, channel };
}

function failed(reason: string): ApiError {
  return new ApiError('TRIGGER_FAILED', { values: { reason } });
}
