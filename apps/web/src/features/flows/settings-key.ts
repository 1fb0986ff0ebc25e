import type { FlowStep } from '@perdura/definition';
import { isRecord } from '../../lib/nested-nodes.ts';

/** What tells settings apart: the same for the same, in whatever order the server tells their names. */
export function settingsKey({ settings }: Pick<FlowStep, 'settings'>): string {
  return JSON.stringify(settings, (_name, value: unknown) =>
    isRecord(value) ? Object.fromEntries(Object.entries(value).sort(byName)) : value,
  );
}

function byName([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}
