import type { NodeType } from '../definition.ts';
import { configExpressions, type TextExpressions } from '../expressions/config-expressions.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { nodeSpecs } from '../nodes/index.ts';
import type { NodeTypeSpec } from '../nodes/spec.ts';
import type { Level, Viewpoint } from './level.ts';

/** The parts of a node that hold templates and expressions. */
export interface NodeParts {
  type: NodeType | null;
  config: JsonObject;
  skip: JsonValue | undefined;
  compensate: { type: NodeType | null; config: JsonObject } | null;
}

/** Where a node stands. */
export interface NodePlace {
  level: Level;
  position: number;
  /** The graph of its body, for a loop. */
  body: Level | null;
}

/** One text of a node, and what it sees. */
export interface NodeText extends TextExpressions {
  view: Viewpoint;
  /** Names beside those that the view gives. */
  laterNames: readonly string[];
}

/** The names that a field sees which is resolved later than the others. */
export const LATER_NAMES = ['event'] as const;

/** All texts of a node that hold templates or are code, less those that only its compensation has. */
export function* nodeTexts({ type, config, skip }: NodeParts, place: NodePlace): Generator<NodeText> {
  const view: Viewpoint = { ...viewOf(place), type };
  const { codeFields = [], rawFields = [], laterFields = [], roundFields = [], bodyNames } = specOf(type);
  const withoutBody = bodyNames === undefined ? rawFields : [...rawFields, 'body'];
  for (const found of configExpressions(config, codeFields, withoutBody)) {
    const field = String(found.keys[0]);
    const ownBody = roundFields.includes(field) ? place.body : null;
    yield {
      ...found,
      keys: ['config', ...found.keys],
      view: ownBody === null ? view : { ...view, ownBody },
      laterNames: laterFields.includes(field) ? LATER_NAMES : [],
    };
  }
  if (typeof skip !== 'string') return;
  for (const found of configExpressions({ skip }, ['skip'])) yield { ...found, view, laterNames: [] };
}

/** All texts of what undoes a node. */
export function* compensationTexts({ compensate }: NodeParts, place: NodePlace): Generator<NodeText> {
  if (compensate === null) return;
  const { type, config } = compensate;
  const { codeFields = [], rawFields = [] } = specOf(type);
  const view: Viewpoint = { ...viewOf(place), type, seesSelf: true };
  for (const found of configExpressions(config, codeFields, rawFields)) {
    yield { ...found, keys: ['compensate', 'config', ...found.keys], view, laterNames: [] };
  }
}

function viewOf({ level, position }: NodePlace): Viewpoint {
  return { level, position, type: null, ownBody: null, seesSelf: false };
}

function specOf(type: NodeType | null): Partial<NodeTypeSpec> {
  return type === null ? {} : nodeSpecs[type];
}
