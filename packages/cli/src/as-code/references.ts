import { isObject, type Json, type JsonObject } from './json.ts';

const REFERENCE = /^@file:(.+)$/;

/** Keys of the workflows of the folder that a content names as `workflowId: "@file:<key>"`, each once. */
export function referencesIn(content: Json): string[] {
  const found = new Set<string>();
  mapReferences(content, (key, text) => {
    found.add(key);
    return text;
  });
  return [...found];
}

/** The content with ids in the place of references to files that have one already. */
export function resolveReferences(content: JsonObject, ids: ReadonlyMap<string, string>): JsonObject {
  return mapReferences(content, (key, text) => ids.get(`workflow:${key}`) ?? text) as JsonObject;
}

/** The content with references in the place of ids that files are known for. */
export function withReferences(content: JsonObject, keys: ReadonlyMap<string, string>): JsonObject {
  return mapIds(content, (id) => {
    const key = keys.get(id);
    return key === undefined ? id : `@file:${key}`;
  }) as JsonObject;
}

function mapReferences(value: Json, replace: (key: string, text: string) => string): Json {
  return mapIds(value, (text) => {
    const key = REFERENCE.exec(text)?.[1];
    return key === undefined ? text : replace(key, text);
  });
}

/** Texts that stand in fields named `workflowId`, at any depth. */
function mapIds(value: Json, replace: (text: string) => string): Json {
  if (Array.isArray(value)) return value.map((item: Json) => mapIds(item, replace));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === 'workflowId' && typeof member === 'string' ? replace(member) : mapIds(member, replace),
    ]),
  );
}

interface Named {
  key: string;
  content: Json;
}

/**
 * Objects in such an order that what others name comes before them.
 *
 * @returns the order, or the keys that name each other in a circle
 */
export function inReferenceOrder<Item extends Named>(items: readonly Item[]): { order: Item[] } | { circle: string[] } {
  const byKey = new Map(items.map((item) => [item.key, item]));
  const order: Item[] = [];
  const state = new Map<Item, 'open' | 'done'>();
  const path: string[] = [];
  const visit = (item: Item): string[] | null => {
    if (state.get(item) === 'done') return null;
    if (state.get(item) === 'open') return [...path.slice(path.indexOf(item.key)), item.key];
    state.set(item, 'open');
    path.push(item.key);
    for (const key of referencesIn(item.content)) {
      const other = byKey.get(key);
      const circle = other === undefined ? null : visit(other);
      if (circle !== null) return circle;
    }
    path.pop();
    state.set(item, 'done');
    order.push(item);
    return null;
  };
  for (const item of items) {
    const circle = visit(item);
    if (circle !== null) return { circle };
  }
  return { order };
}
