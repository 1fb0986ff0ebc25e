import type { Binding, Expression, ExpressionFault, JsExpression, PathExpression, Read } from './expression.ts';
import { pathExpression } from './expression.ts';
import { analyseNames } from './free-names.ts';
import type { Path } from './path.ts';
import { mayLead } from './path.ts';
import type { SyntaxNode } from './source.ts';

/** An expression and the faults found in it. */
export interface ExpressionParse {
  expression: Expression;
  faults: readonly ExpressionFault[];
}

/**
 * A place in a source where `{{ … }}` stands. In code there is one part, and its value takes the place. Otherwise it is a
 * string literal, or a text of a template literal (`quasi`), and the values are joined to the text around them.
 */
export interface Hole {
  start: number;
  end: number;
  within: 'code' | 'text' | 'quasi';
  parts: readonly (string | Expression)[];
  /** The source between the braces, for a path whose head turns out to be a name that the expression declares. */
  inner: string;
}

/** The expression that a syntax tree over `text` means: a plain path where it is no more than that. */
export function expressionOf(text: string, node: SyntaxNode, holes: readonly Hole[] = []): ExpressionParse {
  const path = pathOf(node);
  if (path !== null) return { expression: pathExpression(path, node.start), faults: [] };
  const { reads, local, faults } = analyseNames(node);
  const sewn = sew(text.slice(node.start, node.end), node.start, holes, local);
  const names = reads.filter((read) => !sewn.boundReads.has(read)).map((read) => read.name);
  const js: JsExpression = {
    kind: 'js',
    source: sewn.source,
    names: [...new Set(names)],
    bindings: sewn.bindings,
    reads,
  };
  return { expression: js, faults };
}

/** The plain path that a syntax tree spells, or null. */
function pathOf(root: SyntaxNode): Path | null {
  const keys: (string | number)[] = [];
  let node = root;
  while (node.type === 'MemberExpression' && node.optional !== true) {
    const key = keyOf(node.property as SyntaxNode, node.computed === true);
    if (key === null) return null;
    keys.push(key);
    node = node.object as SyntaxNode;
  }
  if (node.type !== 'Identifier' || !mayLead(String(node.name))) return null;
  return [String(node.name), ...keys.reverse()];
}

function keyOf(property: SyntaxNode, computed: boolean): string | number | null {
  if (!computed) return property.type === 'Identifier' ? String(property.name) : null;
  if (property.type !== 'Literal') return null;
  const { value } = property;
  return typeof value === 'string' || (typeof value === 'number' && Number.isSafeInteger(value)) ? value : null;
}

interface Sewn {
  source: string;
  bindings: Binding[];
  /** Reads that go through bindings, so that the source does not use their names. */
  boundReads: Set<Read>;
}

/** Puts what stands in the holes into the source: values under names of their own, never pasted text. */
function sew(source: string, base: number, holes: readonly Hole[], local: ReadonlySet<Read>): Sewn {
  const sewn: Sewn = { source: '', bindings: [], boundReads: new Set() };
  const prefix = freePrefix(source);
  let done = 0;
  for (const hole of holes) {
    const parts = hole.parts.map((part) =>
      typeof part === 'string' ? part : sewPart(part, hole, sewn, prefix, local),
    );
    sewn.source += source.slice(done, hole.start - base) + codeOf(hole, parts);
    done = hole.end - base;
  }
  sewn.source += source.slice(done);
  return sewn;
}

function codeOf({ within, parts }: Hole, codes: readonly string[]): string {
  if (within === 'code') return codes[0] ?? 'undefined';
  const joined = joinedText(parts, codes);
  return within === 'quasi' ? `\${${joined}}` : joined;
}

function sewPart(part: Expression, hole: Hole, sewn: Sewn, prefix: string, local: ReadonlySet<Read>): string {
  return part.kind === 'js' ? `(${part.source})` : sewPath(part, hole, sewn, prefix, local);
}

function sewPath(part: PathExpression, hole: Hole, sewn: Sewn, prefix: string, local: ReadonlySet<Read>): string {
  if (part.reads.some((read) => local.has(read))) return `(${hole.within === 'code' ? hole.inner : spell(part.path)})`;
  const name = `${prefix}${sewn.bindings.length}`;
  sewn.bindings.push({ name, path: part.path });
  for (const read of part.reads) sewn.boundReads.add(read);
  return name;
}

function spell(path: Path): string {
  const [head, ...keys] = path;
  return head + keys.map((key) => `[${JSON.stringify(key)}]`).join('');
}

/** As in a template within text: null is empty, an object becomes JSON. */
const AS_TEXT = '((v)=>v==null?"":typeof v==="object"?JSON.stringify(v):String(v))';

function joinedText(parts: Hole['parts'], codes: readonly string[]): string {
  const joined = codes.map((code, index) =>
    typeof parts[index] === 'string' ? JSON.stringify(code) : `${AS_TEXT}(${code})`,
  );
  return `(${['""', ...joined].join('+')})`;
}

/** A prefix of names that the source does not use. */
function freePrefix(source: string): string {
  let prefix = '$';
  while (source.includes(`${prefix}0`)) prefix += '$';
  return prefix;
}
