import type { Colors } from '../output/screen.ts';
import { oneLine } from '../output/table.ts';
import type { Difference } from './differences.ts';
import type { Json } from './json.ts';
import type { Change, Plan } from './plan.ts';

/** A plan as --json tells it. */
export interface PlanDocument {
  folder: string;
  summary: Record<Change['action'], number>;
  changes: {
    action: Change['action'];
    kind: 'workflow' | 'flow';
    key: string | null;
    path: string | null;
    name: string;
    id: string | null;
    differences: readonly Difference[];
  }[];
}

const ACTIONS: readonly Change['action'][] = ['create', 'update', 'move', 'adopt', 'delete', 'unchanged'];
const SIGNS = { create: '+', update: '~', move: '>', adopt: '>', delete: '-', unchanged: ' ' } as const;
const IN_WORDS = {
  create: 'to create',
  update: 'to change',
  move: 'to move',
  adopt: 'to take over',
  delete: 'to delete',
  unchanged: 'unchanged',
} as const;
const DONE_IN_WORDS = {
  create: 'created',
  update: 'changed',
  move: 'moved',
  adopt: 'taken over',
  delete: 'deleted',
  unchanged: 'unchanged',
} as const;
const VALUE_WIDTH = 60;
/** How much of what two long texts share is shown before the place where they part. */
const LEAD = 20;

export function planDocument(folder: string, { changes }: Plan): PlanDocument {
  const count = (action: Change['action']) => changes.filter((change) => change.action === action).length;
  const summary = Object.fromEntries(ACTIONS.map((action) => [action, count(action)])) as PlanDocument['summary'];
  return { folder, summary, changes: changes.map(changeDocument) };
}

function changeDocument(change: Change): PlanDocument['changes'][number] {
  const { action, differences } = change;
  const desired = change.action === 'delete' ? null : change.desired;
  const actual = change.action === 'create' ? null : change.actual;
  return {
    action,
    kind: desired?.kind ?? actual?.kind ?? 'workflow',
    key: desired?.key ?? null,
    path: desired?.path ?? null,
    name: desired?.name ?? actual?.name ?? '',
    id: actual?.id ?? null,
    differences,
  };
}

/** A plan for people: each object that changes with what changes of it, then how many there are of each kind. */
export function planLines({ changes, summary }: PlanDocument, colors: Colors): string[] {
  const shown = changes.filter(({ action }) => action !== 'unchanged');
  return [
    ...shown.flatMap((change) => changeLines(change, colors)),
    ...(shown.length > 0 ? [''] : []),
    summaryLine(summary, IN_WORDS),
  ];
}

/** How many objects each action was carried out for. */
export function doneLine(summary: PlanDocument['summary']): string {
  return summaryLine(summary, DONE_IN_WORDS);
}

function summaryLine(summary: PlanDocument['summary'], words: Record<Change['action'], string>): string {
  const parts = ACTIONS.filter((action) => summary[action] > 0).map((action) => `${summary[action]} ${words[action]}`);
  return parts.length === 0
    ? 'There is nothing in this folder, and nothing of it on the server.'
    : `${parts.join(', ')}.`;
}

function changeLines(
  { action, kind, key, name, id, differences }: PlanDocument['changes'][number],
  colors: Colors,
): string[] {
  const tint = { create: colors.green, delete: colors.red, unchanged: colors.dim }[action as string] ?? colors.yellow;
  const remark = { move: ' (its file was moved)', adopt: ` (takes over ${id})` }[action as string] ?? '';
  const place = key ?? id ?? '';
  return [
    `${tint(SIGNS[action])} ${kind.padEnd(8)} ${place}  ${colors.dim(JSON.stringify(oneLine(name)) + remark)}`,
    ...differenceLines(differences).map((line) => `    ${line}`),
  ];
}

/** What differs, one line each. */
export function differenceLines(found: readonly Difference[]): string[] {
  return found.map(differenceText);
}

function differenceText({ path, before, after }: Difference): string {
  const [earlier, later] = [valueText(before), valueText(after)];
  if (before === undefined) return `+ ${path}: ${excerpt(later, 0)}`;
  if (after === undefined) return `- ${path}: ${excerpt(earlier, 0)}`;
  const start = Math.max(0, firstDifference(earlier, later) - LEAD);
  return `~ ${path}: ${excerpt(earlier, start)} → ${excerpt(later, start)}`;
}

function valueText(value: Json | undefined): string {
  return oneLine(JSON.stringify(value) ?? '');
}

function firstDifference(one: string, other: string): number {
  let place = 0;
  while (place < one.length && one[place] === other[place]) place += 1;
  return place;
}

/** A text that is too long to be shown whole, from where it is worth reading. */
function excerpt(text: string, start: number): string {
  if (text.length <= VALUE_WIDTH) return text;
  const from = Math.min(start, text.length - VALUE_WIDTH);
  const part = text.slice(from, from + VALUE_WIDTH);
  return `${from > 0 ? '…' : ''}${part}${from + VALUE_WIDTH < text.length ? '…' : ''}`;
}
