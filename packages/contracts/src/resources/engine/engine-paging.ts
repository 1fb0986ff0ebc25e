import { z } from 'zod';
import { fault, queryInteger } from '../../fields.ts';
import { givenProject } from './engine-fields.ts';

/** Where a page of a list begins: after (`next`) or before (`previous`) an item, in the order of the list. */
export interface EngineCursor {
  id: string;
  direction: 'next' | 'previous';
}

const SHAPE = /^(next|previous)_([0-9a-f]{24})$/;

/** What every list of the engine is asked with. */
export const enginePageQuery = {
  projectId: givenProject,
  limit: queryInteger(1, 1_000_000_000, 'How many items at most: 20 unless told, never more than 1,000').optional(),
  cursor: z
    .string()
    .transform((text, context) => {
      const cursor = readEngineCursor(text);
      if (cursor !== null) return cursor;
      context.issues.push(fault('badEngineCursor'));
      return z.NEVER;
    })
    .optional()
    .meta({ type: 'string', description: '`next` or `previous` of an earlier answer' }),
};

/** A page of the engine: `{data, next, previous}`. */
export function enginePage<Item extends z.ZodType>(item: Item, name: string) {
  const cursor = z.string().nullable();
  return z
    .object({
      data: z.array(item),
      next: cursor.meta({ description: 'Cursor of the page after this one; null on the last' }),
      previous: cursor.meta({ description: 'Cursor of the page before this one; null on the first' }),
    })
    .meta({ id: name });
}

/** A cursor as answers carry it: a text that tells nothing to its reader. */
export function engineCursorText({ id, direction }: EngineCursor): string {
  return btoa(`${direction}_${id}`).replaceAll('=', '');
}

/** The cursor that a text stands for; null for one that no list gave. */
export function readEngineCursor(text: string): EngineCursor | null {
  if (!/^[A-Za-z0-9+/]{1,60}$/.test(text) || text.length % 4 === 1) return null;
  const [, direction, id] = SHAPE.exec(atob(text)) ?? [];
  if (id === undefined) return null;
  return { id, direction: direction === 'next' ? 'next' : 'previous' };
}
