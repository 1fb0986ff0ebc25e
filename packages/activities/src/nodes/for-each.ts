import type { ForEachConfig, JsonValue } from '@perdura/definition';
import { FAILURE_CODES, StepFailure } from '../failures.ts';
import { itemPages } from '../lists/item-pages.ts';
import type { NodeContext } from '../node-context.ts';
import { kindOf } from './truth.ts';

/** Lays out the items in pages, from which the rounds take theirs one by one. */
export async function forEach(config: ForEachConfig, context: NodeContext): Promise<null> {
  const { items, concurrency, onItemError } = config;
  const { maxLoopItems } = context.dependencies.settings;
  if (!Array.isArray(items)) throw noList(items);
  if (items.length > maxLoopItems) throw tooMany(items.length, maxLoopItems);
  const pages = await itemPages(items, context);
  context.open({ type: 'for-each', pages, count: items.length, concurrency, onItemError });
  return null;
}

function noList(items: JsonValue): StepFailure {
  const shown = typeof items === 'object' ? '' : ` (${JSON.stringify(items).slice(0, 100)})`;
  return invalid(`At /items: found ${kindOf(items)}${items === null ? '' : shown}; expected a list.`);
}

function tooMany(count: number, limit: number): StepFailure {
  return invalid(`At /items: found a list of ${count} items; at most ${limit} can be gone through in one loop.`);
}

function invalid(message: string): StepFailure {
  return new StepFailure(FAILURE_CODES.configInvalid, message, { retryable: false });
}
