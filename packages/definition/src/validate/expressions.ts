import { RESERVED_SCOPE_NAMES } from '../expressions/builtins.ts';
import { configExpressions, type TextExpressions } from '../expressions/config-expressions.ts';
import { MAX_EXPRESSION_LENGTH, type Read, readingOf } from '../expressions/expression.ts';
import type { FaultCode, FaultValues } from '../faults/messages.ts';
import { excerpt, nameList, word } from '../faults/wording.ts';
import { ancestors, type BitSet } from '../graph/graph.ts';
import { pointerOf } from '../json-pointer.ts';
import { nodeSpecs } from '../nodes/index.ts';
import type { Draft, DraftNode } from './draft.ts';
import { MAX_JAVASCRIPT, MAX_TEMPLATES } from './limits.ts';
import type { Rule, RuleContext } from './rule.ts';

/** Names that every node's scope has. */
const SCOPE_NAMES = ['trigger', 'run', 'nodes'];

/** Templates and expressions can be read, and name only what stands before their node. */
export const expressions: Rule = (draft, context) => {
  const upstream = ancestors(draft.graph);
  const budget = new Budget();
  for (const [position, node] of draft.nodes.entries()) {
    const place: Place = { draft, node, position, upstream: upstream[position], context };
    const codeFields = node.type === null ? [] : nodeSpecs[node.type].codeFields;
    for (const found of configExpressions(node.config, codeFields)) {
      if (context.report.isOverflowing) return;
      checkText(found, place);
      if (budget.spend(found)) continue;
      context.report.add('EXPRESSION_TOO_MANY', pointerOf('nodes', node.index, 'config'), { limit: MAX_TEMPLATES });
      return;
    }
  }
};

/** What starting a parser costs, in UTF-16 units of JavaScript. */
const PARSE_OVERHEAD = 50;

/** Bounds the work that the expressions of one definition make. */
class Budget {
  private templates = 0;
  private javascript = 0;

  /** Counts the expressions of a text; tells whether there may be more. */
  spend({ text, expressions: found, faults }: TextExpressions): boolean {
    this.templates += found.length;
    for (const expression of found) {
      if (expression.kind === 'js') this.javascript += expression.source.length + PARSE_OVERHEAD;
    }
    this.javascript += faults.length * Math.min(text.length, MAX_EXPRESSION_LENGTH);
    return this.templates <= MAX_TEMPLATES && this.javascript <= MAX_JAVASCRIPT;
  }
}

interface Place {
  draft: Draft;
  node: DraftNode;
  position: number;
  upstream: BitSet | undefined;
  context: RuleContext;
}

function checkText(found: TextExpressions, place: Place): void {
  const pointer = pointerOf('nodes', place.node.index, 'config', ...found.keys);
  for (const { code, values, offset } of found.faults) {
    place.context.report.addInText(code, pointer, values, found.text, offset);
  }
  for (const expression of found.expressions) {
    const reading = readingOf(expression, (name) => place.draft.positions.has(name));
    for (const read of reading.reads) checkRead(read, found.text, pointer, place);
  }
}

function checkRead(read: Read, text: string, pointer: string, place: Place): void {
  const isNode = read.nodeId !== null || !RESERVED_SCOPE_NAMES.has(read.name);
  if (!isNode && SCOPE_NAMES.includes(read.name)) return;
  const target = isNode ? place.draft.positions.get(read.nodeId ?? read.name) : undefined;
  if (target !== undefined && target !== place.position && place.upstream?.has(target) === true) return;
  const { code, values } = target === undefined ? unknownName(read, text, place) : outOfReach(read, target, place);
  place.context.report.addInText(code, pointer, values, text, read.offset);
}

interface Finding {
  code: FaultCode;
  values: FaultValues;
}

function unknownName(read: Read, text: string, place: Place): Finding {
  const known = nameList(knownNames(place), place.context.report.locale);
  if (read.nodeId !== null) return { code: 'EXPRESSION_NODE_UNKNOWN', values: { name: excerpt(read.nodeId), known } };
  const hint = dashHint(text, read, place);
  return { code: 'EXPRESSION_NAME_UNKNOWN', values: { name: excerpt(read.name), known, hint } };
}

function outOfReach(read: Read, target: number, { position, node }: Place): Finding {
  const values = { name: excerpt(read.nodeId ?? read.name), id: excerpt(node.id ?? '') };
  return { code: target === position ? 'EXPRESSION_OWN_RESULT' : 'EXPRESSION_NODE_NOT_UPSTREAM', values };
}

function* knownNames({ draft, upstream }: Place): Generator<string> {
  yield* SCOPE_NAMES;
  for (const [id, position] of draft.positions) if (upstream?.has(position) === true) yield id;
}

const DASHED = /[A-Za-z_][\w-]*/y;

/** Inside JavaScript an id with dashes is a subtraction: says how to write it. */
function dashHint(text: string, read: Read, { draft, context }: Place): string {
  DASHED.lastIndex = read.offset;
  const id = DASHED.exec(text)?.[0] ?? '';
  if (!id.includes('-') || !draft.positions.has(id)) return '';
  return word('bracketHint', context.report.locale, { written: `nodes["${id}"]` });
}
