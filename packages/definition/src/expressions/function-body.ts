import { BoundedParser, isFault, PARSER_OPTIONS, parseSource, tokTypes } from './source.ts';
import { TextCache } from './text-cache.ts';

/** Why a text is no body of a function, and where, in UTF-16 units. */
export interface BodyFault {
  kind: 'syntax' | 'depth';
  detail: string;
  offset: number;
}

/**
 * Checks that a text can stand as the body of an asynchronous function with the parameter `input`, in strict mode.
 *
 * @returns null when it can.
 */
export function functionBodyFault(text: string): BodyFault | null {
  return cache.get(text, (body) => ({ fault: readBody(body) })).fault;
}

const cache = new TextCache<{ fault: BodyFault | null }>();

const BEFORE = '(async function (input) {\n';
/** On a line of its own, since the body may end with a comment. */
const AFTER = '\n})';

function readBody(text: string): BodyFault | null {
  const source = `${BEFORE}${text}${AFTER}`;
  const parsed = parseSource(new BoundedParser(PARSER_OPTIONS, source));
  if (isFault(parsed)) {
    const offset = Math.min(Math.max(0, parsed.offset - BEFORE.length), text.length);
    const isDeep = parsed.code === 'EXPRESSION_TOO_DEEP';
    return { kind: isDeep ? 'depth' : 'syntax', detail: String(parsed.values.detail ?? ''), offset };
  }
  const { node, nextStart, nextType } = parsed;
  // What closes the function itself and goes on would not be a body.
  const isWhole = node.type === 'FunctionExpression' && node.start === 1 && node.end === source.length - 1;
  if (isWhole && nextType === tokTypes.eof) return null;
  const offset = Math.min(Math.max(0, (isWhole ? nextStart : node.end) - BEFORE.length), text.length);
  return { kind: 'syntax', detail: 'Unexpected token }', offset };
}
