import type { JsExpression } from '../expressions/expression.ts';
import { analyseNames } from '../expressions/free-names.ts';
import { mayLead, type Path, readPathAt } from '../expressions/path.ts';
import { isFault, parseSource, plainParser, type SyntaxNode } from '../expressions/source.ts';
import { MAX_TEMPLATES_PER_TEXT, readPathHole } from '../expressions/template.ts';
import { TextCache } from '../expressions/text-cache.ts';
import { textOf } from '../expressions/text-of.ts';
import type { JsonValue } from '../json.ts';
import { FLATTEN, withFlatten } from './flatten.ts';
import { type FlowRead, pathOfTree, readsOfTree } from './references.ts';

/** A text of a step, taken apart into text and references. */
export interface FlowText {
  parts: readonly FlowPart[];
  /** Whether it is one reference and nothing else: its value keeps its type. */
  isWhole: boolean;
  /** Whether it stands for a list of texts, one for each of the values that `flattenNestedKeys` gives. */
  flattens: boolean;
}

export type FlowPart = { kind: 'text'; text: string } | FlowReference;

/** Something to compute; a value that is missing or cannot be computed is an empty text. */
export type FlowReference =
  /** Own properties are read, and the length of lists and texts. */
  | { kind: 'path'; path: Path; reads: readonly FlowRead[] }
  | { kind: 'js'; expression: JsExpression; reads: readonly FlowRead[] }
  /** It stands in braces, but is no expression. */
  | { kind: 'nothing'; reads: readonly [] };

/**
 * Takes a text of a step apart. A reference `{{ … }}` ends at the first `}}` outside the strings, templates and braces of
 * its expression; where there is no expression, at the first `}}` of the line; without that it is plain text.
 */
export function parseFlowText(text: string): FlowText {
  return cache.get(text, readFlowText);
}

/**
 * The value of a text.
 *
 * @param values of its references, in their order
 */
export function flowTextValue({ parts, isWhole, flattens }: FlowText, values: readonly JsonValue[]): JsonValue {
  if (isWhole) return values[0] ?? '';
  if (!flattens) return joined(parts, values);
  const lists = values.filter((value) => Array.isArray(value));
  const count = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: count }, (_, index) =>
    joined(
      parts,
      values.map((value) => (Array.isArray(value) ? (value[index] ?? '') : value)),
    ),
  );
}

/** Everything that the texts in a value read, in no order. */
export function readsOfValue(value: JsonValue | undefined): FlowRead[] {
  const found: FlowRead[] = [];
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const next = pending.pop();
    if (typeof next === 'string') found.push(...readsOfText(next));
    else if (typeof next === 'object' && next !== null) pending.push(...Object.values(next));
  }
  return found;
}

const cache = new TextCache<FlowText>();

function readsOfText(text: string): FlowRead[] {
  return text.includes('{{')
    ? parseFlowText(text).parts.flatMap((part) => (part.kind === 'text' ? [] : part.reads))
    : [];
}

function joined(parts: readonly FlowPart[], values: readonly JsonValue[]): string {
  let at = 0;
  return parts.map((part) => (part.kind === 'text' ? part.text : textOf(values[at++] ?? ''))).join('');
}

function readFlowText(text: string): FlowText {
  const parts: FlowPart[] = [];
  let flattens = false;
  let done = 0;
  let open = text.indexOf('{{');
  for (let count = 0; open !== -1 && count < MAX_TEMPLATES_PER_TEXT; count++) {
    const hole = readHole(text, open);
    if (hole !== null) {
      if (open > done) parts.push({ kind: 'text', text: text.slice(done, open) });
      parts.push(hole.reference);
      flattens ||= text
        .slice(open + 2, hole.end)
        .trimStart()
        .startsWith(FLATTEN);
      done = hole.end;
    }
    open = text.indexOf('{{', hole?.end ?? open + 2);
  }
  if (done < text.length || parts.length === 0) parts.push({ kind: 'text', text: text.slice(done) });
  const isWhole = parts.length === 1 && parts[0]?.kind !== 'text';
  return { parts, isWhole, flattens: flattens && !isWhole };
}

/** A reference, and where the text goes on. */
interface Hole {
  reference: FlowReference;
  end: number;
}

function readHole(text: string, open: number): Hole | null {
  return readPlainHole(text, open) ?? readNamedHole(text, open) ?? readJsHole(text, open) ?? readBrokenHole(text, open);
}

const PLAIN_NAME = /^[A-Za-z_$][\w$]*$/;

function readPlainHole(text: string, open: number): Hole | null {
  const read = readPathHole(text, open);
  return read !== null && PLAIN_NAME.test(read.path[0]) ? { reference: pathReference(read.path), end: read.end } : null;
}

/** `connections.name` and `variables.name`, where the name may be one that no path has, such as `my-slack`. */
const NAMED = /\{\{\s*(connections|variables)\.([^\s.[\](){}?'"`]+)((?:[.[][^\s{}()]*)?)\s*\}\}/y;

function readNamedHole(text: string, open: number): Hole | null {
  NAMED.lastIndex = open;
  const [whole = '', head = '', name = '', rest = ''] = NAMED.exec(text) ?? [];
  if (whole === '') return null;
  const spelled = `${head}[${JSON.stringify(name)}]${rest}`;
  const read = readPathAt(spelled, 0);
  if (read === null || read.end !== spelled.length) return null;
  return { reference: pathReference(read.path), end: open + whole.length };
}

function readJsHole(text: string, open: number): Hole | null {
  const start = open + 2;
  const parsed = parseSource(plainParser(text, start));
  if (isFault(parsed)) return null;
  const close = start + parsed.nextStart;
  if (!text.startsWith('}}', close)) return null;
  return { reference: referenceOf(text.slice(start, close), parsed.node), end: close + 2 };
}

function readBrokenHole(text: string, open: number): Hole | null {
  const close = text.indexOf('}}', open + 2);
  if (close === -1 || text.slice(open, close).includes('\n')) return null;
  return { reference: NOTHING, end: close + 2 };
}

const NOTHING: FlowReference = { kind: 'nothing', reads: [] };

function pathReference(path: Path): FlowReference {
  const [name, ...keys] = path;
  return mayLead(name) ? { kind: 'path', path, reads: [{ name, keys }] } : NOTHING;
}

function referenceOf(source: string, node: SyntaxNode): FlowReference {
  const path = pathOfTree(node);
  if (path !== null) return pathReference(path);
  const { reads, faults } = analyseNames(node);
  if (faults.length > 0) return NOTHING;
  const free = new Set(reads.map(({ name }) => name));
  const flattens = free.delete(FLATTEN);
  const own = source.slice(node.start, node.end);
  const expression: JsExpression = {
    kind: 'js',
    source: flattens ? withFlatten(own) : own,
    names: [...free],
    bindings: [],
    reads: reads.filter(({ name }) => name !== FLATTEN),
  };
  return { kind: 'js', expression, reads: readsOfTree(node, free) };
}
