import type { Expression, ExpressionFault, JsExpression } from './expression.ts';
import { MAX_EXPRESSION_LENGTH, pathExpression, shiftExpression, shiftFaults } from './expression.ts';
import { expressionOf } from './javascript.ts';
import { hasDashedId, readPathAt } from './path.ts';
import { isFault, parseSource, plainParser, tokTypes } from './source.ts';
import { TextCache } from './text-cache.ts';

/** A text that may hold templates, taken apart. */
export interface Template {
  segments: readonly Segment[];
  /** Empty when every template in the text can be computed. */
  faults: readonly ExpressionFault[];
}

export type Segment = { kind: 'text'; text: string } | Expression;

/** Most templates in one text. */
export const MAX_TEMPLATES_PER_TEXT = 2_000;

/**
 * Takes a text apart into text, plain paths and JavaScript. A template `{{ … }}` ends at the first `}}` that is
 * outside the strings, templates and braces of its expression; the whole of it must be one expression.
 * A text that is one template alone gives one segment: its value keeps its type.
 */
export function parseTemplate(text: string): Template {
  return cache.get(text, readTemplate);
}

/** Whether a text may hold templates: a cheap test before taking it apart. */
export function holdsTemplate(text: string): boolean {
  return text.includes('{{');
}

const MAX_FAULTS_PER_TEXT = 20;

const cache = new TextCache<Template>();

function readTemplate(text: string): Template {
  const segments: Segment[] = [];
  const faults: ExpressionFault[] = [];
  let position = 0;
  for (let count = 0; ; count++) {
    const open = text.indexOf('{{', position);
    if (open === -1) break;
    if (count === MAX_TEMPLATES_PER_TEXT) {
      faults.push({ code: 'EXPRESSION_TOO_MANY', offset: open, values: { limit: MAX_TEMPLATES_PER_TEXT } });
      break;
    }
    if (open > position) segments.push({ kind: 'text', text: text.slice(position, open) });
    const hole = readHole(text, open);
    faults.push(...hole.faults);
    if (hole.expression !== null) segments.push(hole.expression);
    position = hole.end;
    if (faults.length >= MAX_FAULTS_PER_TEXT) break;
  }
  if (position < text.length) segments.push({ kind: 'text', text: text.slice(position) });
  return { segments, faults };
}

interface ReadHole {
  expression: Expression | null;
  faults: readonly ExpressionFault[];
  /** Where the text goes on. */
  end: number;
}

function readHole(text: string, open: number): ReadHole {
  const path = readPathHole(text, open);
  if (path === null) return readJsHole(text, open);
  const otherwise = hasDashedId(path.path) ? asJs(readJsHole(text, open)) : null;
  return { expression: pathExpression(path.path, path.start, otherwise), faults: [], end: path.end };
}

/** The JavaScript reading of a hole; null when there is none. */
function asJs({ expression, faults }: ReadHole): JsExpression | null {
  return expression?.kind === 'js' && faults.length === 0 ? expression : null;
}

/** Reads `{{ path }}` at `open`; null when something else stands there. */
export function readPathHole(text: string, open: number) {
  const start = afterSpace(text, open + 2);
  const read = readPathAt(text, start);
  if (read === null) return null;
  const close = afterSpace(text, read.end);
  return text.startsWith('}}', close) ? { path: read.path, start, end: close + 2 } : null;
}

const SPACE = /\s*/y;

function afterSpace(text: string, position: number): number {
  SPACE.lastIndex = position;
  SPACE.test(text);
  return SPACE.lastIndex;
}

function readJsHole(text: string, open: number): ReadHole {
  const start = open + 2;
  const parsed = parseSource(plainParser(text, start));
  if (isFault(parsed)) return broken(text, open, shortened(parsed, text, start));
  const close = start + parsed.nextStart;
  if (!text.startsWith('}}', close))
    return broken(text, open, notClosed(text, start, close, parsed.nextType === tokTypes.eof));
  const { expression, faults } = expressionOf(text.slice(start, close), parsed.node);
  return { expression: shiftExpression(expression, start), faults: shiftFaults(faults, start), end: close + 2 };
}

/** After a fault the text goes on behind the next `}}`, so that later templates are looked at as well. */
function broken(text: string, open: number, fault: ExpressionFault): ReadHole {
  const close = text.indexOf('}}', Math.max(fault.offset, open + 2));
  return { expression: null, faults: [fault], end: close === -1 ? text.length : close + 2 };
}

function shortened(fault: ExpressionFault, text: string, start: number): ExpressionFault {
  if (afterSpace(text, start) === text.indexOf('}}', start))
    return { code: 'EXPRESSION_EMPTY', offset: start, values: {} };
  const isCut = fault.code === 'EXPRESSION_UNTERMINATED' && text.length - start > MAX_EXPRESSION_LENGTH;
  if (isCut) return { code: 'EXPRESSION_TOO_LONG', offset: start, values: { limit: MAX_EXPRESSION_LENGTH } };
  return { ...fault, offset: fault.offset + start };
}

function notClosed(text: string, start: number, found: number, atEnd: boolean): ExpressionFault {
  if (!atEnd) return { code: 'EXPRESSION_NOT_SINGLE', offset: found, values: { found: text.slice(found, found + 10) } };
  const isCut = text.length - start > MAX_EXPRESSION_LENGTH;
  return isCut
    ? { code: 'EXPRESSION_TOO_LONG', offset: start, values: { limit: MAX_EXPRESSION_LENGTH } }
    : { code: 'EXPRESSION_UNTERMINATED', offset: start - 2, values: { detail: '' } };
}
