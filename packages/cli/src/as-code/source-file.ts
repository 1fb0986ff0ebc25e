import { type Document, LineCounter, parseDocument } from 'yaml';
import { usageError } from '../cli-error.ts';
import { isObject, type JsonObject } from './json.ts';

/** A file of JSON or YAML, and where in it things are. */
export interface SourceFile {
  path: string;
  document: JsonObject;
  /** The line of the place that a JSON Pointer names, or of the nearest place around it; from 1. */
  lineOf(pointer: string): number;
}

/** @throws a usage error that names the line, when the text is neither JSON nor YAML, or no object */
export function parseSource(path: string, text: string): SourceFile {
  const lines = new LineCounter();
  const parsed = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [fault] = parsed.errors;
  const value: unknown = fault === undefined ? parsed.toJS({ maxAliasCount: 100 }) : jsonOf(path, text);
  if (fault !== undefined && value === undefined) {
    const { line, col } = lines.linePos(fault.pos[0]);
    throw usageError(`${path}:${line}:${col}: ${fault.message}`);
  }
  if (isObject(value)) return { path, document: value, lineOf: (pointer) => lineOf(parsed, lines, pointer) };
  throw usageError(
    `${path}: expected an object, found ${Array.isArray(value) ? 'a list' : JSON.stringify(value ?? null)}.`,
  );
}

/** JSON that YAML reads differently, such as one indented by tabs. */
function jsonOf(path: string, text: string): unknown {
  if (!path.endsWith('.json')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function lineOf(document: Document, lines: LineCounter, pointer: string): number {
  const path = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  for (let length = path.length; length > 0; length -= 1) {
    const start = startOf(document.getIn(path.slice(0, length), true));
    if (start !== null) return lines.linePos(start).line;
  }
  return 1;
}

function startOf(node: unknown): number | null {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return null;
  return typeof node.range[0] === 'number' ? node.range[0] : null;
}
