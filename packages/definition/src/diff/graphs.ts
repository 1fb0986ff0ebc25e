import { canonicalJson } from '../compile/content-hash.ts';
import type { JsonObject } from '../json.ts';
import { isObject, type Maybe } from './values.ts';

export type IdentifiedNode = JsonObject & { id: string };

/** An element with its position in its list. */
export interface Placed<Element> {
  at: number;
  value: Element;
}

export interface ListDiff<Element> {
  added: Placed<Element>[];
  removed: Placed<Element>[];
}

/** Nodes by their ids, whatever their order. */
export function diffNodes(from: IdentifiedNode[], to: IdentifiedNode[]) {
  const before = new Map(from.map((node) => [node.id, node]));
  const after = new Map(to.map((node) => [node.id, node]));
  const kept = placed(from).flatMap(({ at, value }) => {
    const other = after.get(value.id);
    return other === undefined ? [] : [{ at, from: value, to: other }];
  });
  const added = placed(to).filter(({ value }) => !before.has(value.id));
  const removed = placed(from).filter(({ value }) => !after.has(value.id));
  return { added, removed, kept };
}

/** Edges by all that they say, each as often as it is there, whatever their order. */
export function diffEdges(from: JsonObject[], to: JsonObject[]): ListDiff<JsonObject> {
  return { added: unmatched(to, from), removed: unmatched(from, to) };
}

/** Nodes that can be told apart by their ids; a list that is absent has none. Null for anything else. */
export function identifiedNodes(value: Maybe): IdentifiedNode[] | null {
  if (value === undefined) return [];
  if (!Array.isArray(value) || !value.every(isIdentified)) return null;
  return new Set(value.map((node) => node.id)).size === value.length ? value : null;
}

/** Edges that are at least objects; a list that is absent has none. Null for anything else. */
export function edgeObjects(value: Maybe): JsonObject[] | null {
  if (value === undefined) return [];
  return Array.isArray(value) && value.every(isObject) ? value : null;
}

function isIdentified(value: Maybe): value is IdentifiedNode {
  return isObject(value) && typeof value.id === 'string';
}

function unmatched(edges: JsonObject[], others: JsonObject[]): Placed<JsonObject>[] {
  const counts = new Map<string, number>();
  for (const key of others.map(canonicalJson)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return placed(edges).filter(({ value }) => {
    const key = canonicalJson(value);
    const left = counts.get(key) ?? 0;
    counts.set(key, left - 1);
    return left <= 0;
  });
}

function placed<Element>(list: Element[]): Placed<Element>[] {
  return list.map((value, at) => ({ at, value }));
}
