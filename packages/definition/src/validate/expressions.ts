import { RESERVED_SCOPE_NAMES } from '../expressions/builtins.ts';
import { type Read, readingOf } from '../expressions/expression.ts';
import type { FaultCode, FaultValues, Locale } from '../faults/messages.ts';
import { excerpt, nameList, type Word, word } from '../faults/wording.ts';
import { pointerBelow } from '../json-pointer.ts';
import { isInSight, loopNames, seek, seenFrom } from '../scopes/level.ts';
import { compensationTexts, type NodeText, nodeTexts } from '../scopes/node-texts.ts';
import type { Draft, DraftNode } from './draft.ts';
import { MAX_TEMPLATES } from './limits.ts';
import type { Rule, RuleContext } from './rule.ts';

/** Names that every node's scope has. */
const SCOPE_NAMES = ['trigger', 'run', 'nodes'];

/** Templates and expressions can be read, and name only what their node sees. */
export const expressions: Rule = (draft, context) => {
  for (const [position, node] of draft.nodes.entries()) {
    const place = { level: draft, position, body: node.body };
    for (const texts of [nodeTexts(node, place), compensationTexts(node, place)]) {
      for (const text of texts) {
        if (context.report.isOverflowing || context.budget.isSpent) return;
        checkText(text, { draft, node, text, context });
        context.budget.spend(text);
        if (context.budget.isSpent) reportTooMany(node, context);
      }
    }
  }
};

/** Says where a name exists that means nothing at some other place; empty for a name that exists nowhere. */
export function placeHint(name: string, locale: Locale): string {
  const place = Object.hasOwn(PLACES, name) ? PLACES[name] : undefined;
  return place === undefined ? '' : word('onlyIn', locale, { name, place: word(place, locale) });
}

const PLACES: Readonly<Record<string, Word>> = {
  item: 'placeOfItem',
  index: 'placeOfIndex',
  last: 'placeOfLast',
  event: 'placeOfEvent',
  input: 'placeOfInput',
  nodes: 'placeOfNode',
};

interface Place {
  draft: Draft;
  node: DraftNode;
  text: NodeText;
  context: RuleContext;
}

function reportTooMany(node: DraftNode, { report }: RuleContext): void {
  report.add('EXPRESSION_TOO_MANY', pointerBelow(node.pointer, 'config'), { limit: MAX_TEMPLATES });
}

function checkText({ text, keys, expressions: found, faults, view }: NodeText, place: Place): void {
  const { report } = place.context;
  const pointer = pointerBelow(place.node.pointer, ...keys);
  for (const { code, values, offset } of faults) report.addInText(code, pointer, values, text, offset);
  for (const expression of found) {
    for (const read of readingOf(expression, (name) => isInSight(name, view)).reads) {
      const finding = findingOf(read, place);
      if (finding !== null) report.addInText(finding.code, pointer, finding.values, text, read.offset);
    }
  }
}

interface Finding {
  code: FaultCode;
  values: FaultValues;
}

/** What is wrong with a read; null when nothing is. */
function findingOf(read: Read, place: Place): Finding | null {
  const isNode = read.nodeId !== null || !RESERVED_SCOPE_NAMES.has(read.name);
  if (!isNode) return isNameKnown(read.name, place.text) ? null : unknownName(read, place);
  const { view } = place.text;
  const id = read.nodeId ?? read.name;
  const sight = seek(id, view)?.sight;
  if (sight === 'now' || sight === 'previous') return null;
  const name = excerpt(id);
  if (sight === 'self') return { code: 'EXPRESSION_OWN_RESULT', values: { id: name } };
  if (sight === 'loop') return { code: 'EXPRESSION_LOOP_RESULT', values: { name } };
  if (sight === 'aside') return { code: 'EXPRESSION_NODE_NOT_UPSTREAM', values: { name, id: neighbourOf(id, place) } };
  return elsewhere(id, place) ?? unknownName(read, place);
}

function isNameKnown(name: string, { view, laterNames }: NodeText): boolean {
  return SCOPE_NAMES.includes(name) || laterNames.includes(name) || loopNames(view).has(name);
}

/** The node that stands beside the one that is named: this one, or a loop around it. */
function neighbourOf(id: string, { draft, node, context }: Place): string {
  const owner = context.definition.owners.get(id)?.draft;
  for (let at = draft.around; at !== null; at = at.draft.around) {
    if (at.draft === owner) return excerpt(at.node.id ?? '');
  }
  return excerpt(node.id ?? '');
}

/** A node that exists, in a graph that is not in sight. */
function elsewhere(id: string, { context }: Place): Finding | null {
  const around = context.definition.owners.get(id)?.draft.around;
  if (around === undefined || around === null) return null;
  const values = { name: excerpt(id), loop: excerpt(around.node.id ?? '') };
  return { code: 'EXPRESSION_NODE_IN_BODY', values };
}

function unknownName(read: Read, { text, context }: Place): Finding {
  const { locale } = context.report;
  const known = nameList(knownNames(text), locale);
  if (read.nodeId !== null) return { code: 'EXPRESSION_NODE_UNKNOWN', values: { name: excerpt(read.nodeId), known } };
  const hint = dashHint(read, text, locale) || placeHint(read.name, locale);
  return { code: 'EXPRESSION_NAME_UNKNOWN', values: { name: excerpt(read.name), known, hint } };
}

function* knownNames({ view, laterNames }: NodeText): Generator<string> {
  yield* SCOPE_NAMES;
  yield* loopNames(view);
  yield* laterNames;
  for (const [id] of seenFrom(view)) yield id;
}

const DASHED = /[A-Za-z_][\w-]*/y;

/** Inside JavaScript an id with dashes is a subtraction: says how to write it. */
function dashHint(read: Read, { text, view }: NodeText, locale: Locale): string {
  DASHED.lastIndex = read.offset;
  const id = DASHED.exec(text)?.[0] ?? '';
  if (!id.includes('-') || !isInSight(id, view)) return '';
  return word('bracketHint', locale, { written: `nodes["${id}"]` });
}
