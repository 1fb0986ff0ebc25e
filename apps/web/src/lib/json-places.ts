import { jsonLanguage } from '@codemirror/lang-json';

/** A range of a text, in characters. */
export interface TextRange {
  from: number;
  to: number;
}

type SyntaxNode = ReturnType<typeof jsonLanguage.parser.parse>['topNode'];

const VALUES = new Set(['Object', 'Array', 'String', 'Number', 'True', 'False', 'Null']);

/**
 * Where in a JSON text a JSON Pointer points: the value itself, or what is nearest around it when it is not there.
 */
export function placeOf(text: string, pointer: string): TextRange {
  const steps = pointer.split('/').slice(1).map(unescaped);
  let place = jsonLanguage.parser.parse(text).topNode.firstChild;
  if (place === null) return { from: 0, to: text.length };
  for (const step of steps) {
    const inner = childOf(place, step, text);
    if (inner === null) break;
    place = inner;
  }
  return { from: place.from, to: place.to };
}

function childOf(node: SyntaxNode, step: string, text: string): SyntaxNode | null {
  if (node.name === 'Array') return /^\d+$/.test(step) ? (valuesIn(node)[Number(step)] ?? null) : null;
  const property = node.getChildren('Property').find((candidate) => nameOf(candidate, text) === step);
  return property === undefined ? null : (valuesIn(property)[0] ?? null);
}

function valuesIn(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (VALUES.has(child.name)) found.push(child);
  }
  return found;
}

function nameOf(property: SyntaxNode, text: string): string | null {
  const name = property.getChild('PropertyName');
  if (name === null) return null;
  try {
    return String(JSON.parse(text.slice(name.from, name.to)));
  } catch {
    return null;
  }
}

function unescaped(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}
