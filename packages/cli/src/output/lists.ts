import type { PagedList } from '@perdura/sdk';
import type { OptionSpec } from '../command.ts';
import type { Context } from '../context.ts';
import type { Values } from '../values.ts';
import type { Column } from './table.ts';

/** Options of every command that lists something. */
export const LIST_OPTIONS: readonly OptionSpec[] = [
  { flags: '-n, --limit <count>', description: 'How many at most; 20 unless told' },
  { flags: '-a, --all', description: 'All there are' },
];

const DEFAULT_LIMIT = 20;

/** How many items a list is asked for; Infinity for all. */
export function listLimit(values: Values): number {
  return values.flag('all') ? Number.POSITIVE_INFINITY : (values.integer('limit', 1) ?? DEFAULT_LIMIT);
}

/** The size of the pages that the items are fetched in. */
export function pageSize(values: Values, most = 100): number {
  return Math.min(listLimit(values), most);
}

interface Shown<Item> {
  columns: readonly Column<Item>[];
  /** What is said of an empty list. */
  none: string;
}

interface ListShown<Item> {
  /** A function where columns need more than the items say; with --json it is not asked. */
  columns: Shown<Item>['columns'] | ((items: readonly Item[]) => Promise<Shown<Item>['columns']>);
  none: string;
}

/** Shows as many items of a list as were asked for, and says when there are more. */
export async function showList<Item, Page>(
  context: Context,
  values: Values,
  list: PagedList<Item, Page>,
  { columns, none }: ListShown<Item>,
): Promise<undefined> {
  const limit = listLimit(values);
  const items = await list.all(limit + 1);
  const shown = items.slice(0, limit);
  const known = typeof columns !== 'function' ? columns : context.screen.json ? [] : await columns(shown);
  showItems(context, shown, { columns: known, none });
  if (items.length > limit) context.screen.note(`There are more than ${limit}; see --limit and --all.`);
}

/** Shows items that are all there: with --json as a list. */
export function showItems<Item>(
  { screen }: Context,
  items: readonly Item[],
  { columns, none }: Shown<Item>,
): undefined {
  screen.show(items, (shown) => screen.table(columns, shown, none));
}
