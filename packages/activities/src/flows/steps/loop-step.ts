import type { JsonValue } from '@perdura/definition';
import { FAILURE_CODES, StepFailure } from '../../failures.ts';
import { itemPages } from '../../lists/item-pages.ts';
import type { NodeContext } from '../../node-context.ts';
import { kindOf } from '../../nodes/truth.ts';

/** A loop's config once rendered. */
export interface RenderedLoop {
  items: JsonValue;
  gathers: boolean;
}

/**
 * Lays out the items in pages, from which the rounds take theirs one by one.
 *
 * @throws {StepFailure} CONFIG_INVALID for anything but a list, or the JSON of one
 */
export async function loopStep({ items, gathers }: RenderedLoop, context: NodeContext): Promise<null> {
  const list = listOf(items);
  const { maxLoopItems } = context.dependencies.settings;
  if (list === null) throw invalid(`The items of a loop are a list; found ${described(items)}.`);
  if (list.length > maxLoopItems) {
    throw invalid(`The list has ${list.length} items; at most ${maxLoopItems} can be gone through in one loop.`);
  }
  context.open({ type: 'loop', pages: await itemPages(list, context), count: list.length, gathers });
  return null;
}

function listOf(items: JsonValue): JsonValue[] | null {
  if (Array.isArray(items)) return items;
  if (typeof items !== 'string' || !items.trimStart().startsWith('[')) return null;
  try {
    return JSON.parse(items) as JsonValue[];
  } catch {
    return null;
  }
}

function described(items: JsonValue): string {
  if (items === '') return 'an empty text';
  return typeof items === 'object' ? kindOf(items) : `${kindOf(items)} (${JSON.stringify(items).slice(0, 100)})`;
}

function invalid(message: string): StepFailure {
  return new StepFailure(FAILURE_CODES.configInvalid, message, { retryable: false });
}
