import type { Path } from './path.ts';

/** Something to compute: a plain path, or JavaScript. */
export type Expression = PathExpression | JsExpression;

/** A plain path, resolved without any engine. */
export interface PathExpression {
  kind: 'path';
  path: Path;
  reads: readonly Read[];
  /**
   * How JavaScript reads the same text, when an id with dashes stands at the head (`index-1`); see `readingOf`.
   * Null wherever only the path makes sense.
   */
  otherwise: JsExpression | null;
}

/** One JavaScript expression, to be evaluated in strict mode as `(source)`. */
export interface JsExpression {
  kind: 'js';
  source: string;
  /** Names of the scope that the source uses as they are, without the built-ins of the language. */
  names: readonly string[];
  /** Paths that the source uses under names of their own (`$0`, `$1`, …): null where something is missing. */
  bindings: readonly Binding[];
  reads: readonly Read[];
}

export interface Binding {
  name: string;
  path: Path;
}

/** One use of a name of the scope. */
export interface Read {
  name: string;
  /** Under `nodes`: the id of the node that is read, null when only the run can tell. */
  nodeId: string | null;
  /** Position of the name in the text that was parsed, in UTF-16 units. */
  offset: number;
}

/** Faults of a template or an expression, by code. */
export type ExpressionFaultCode =
  | 'EXPRESSION_EMPTY'
  | 'EXPRESSION_SYNTAX'
  | 'EXPRESSION_NOT_SINGLE'
  | 'EXPRESSION_UNTERMINATED'
  | 'EXPRESSION_TOO_LONG'
  | 'EXPRESSION_TOO_DEEP'
  | 'EXPRESSION_TOO_MANY'
  | 'EXPRESSION_NAME_FORBIDDEN'
  | 'EXPRESSION_ASSIGNMENT'
  | 'EXPRESSION_SYNTAX_FORBIDDEN';

/** A fault of a template or an expression, before it is put into words. */
export interface ExpressionFault {
  code: ExpressionFaultCode;
  /** Where in the text it is, in UTF-16 units. */
  offset: number;
  values: Readonly<Record<string, string | number>>;
}

/** Longest expression, in UTF-16 units; longer programs belong into code of their own. */
export const MAX_EXPRESSION_LENGTH = 10_000;

/**
 * Which of its two readings a path with dashes has in a scope: the path when its head is a name there, otherwise what
 * JavaScript makes of it. All other expressions have one reading.
 */
export function readingOf(expression: Expression, hasName: (name: string) => boolean): Expression {
  if (expression.kind === 'js' || expression.otherwise === null || hasName(expression.path[0])) return expression;
  return expression.otherwise;
}

/** The expression that a plain path alone stands for. */
export function pathExpression(path: Path, offset: number, otherwise: JsExpression | null = null): PathExpression {
  const nodeId = path[0] === 'nodes' && path[1] !== undefined ? String(path[1]) : null;
  return { kind: 'path', path, reads: [{ name: path[0], nodeId, offset }], otherwise };
}

/** The same expression or fault, for a text that starts `by` units earlier. */
export function shiftExpression<Kind extends Expression>(expression: Kind, by: number): Kind {
  const reads = expression.reads.map((read) => ({ ...read, offset: read.offset + by }));
  if (expression.kind === 'js' || expression.otherwise === null) return { ...expression, reads };
  return { ...expression, reads, otherwise: shiftExpression(expression.otherwise, by) };
}

export function shiftFaults(faults: readonly ExpressionFault[], by: number): ExpressionFault[] {
  return faults.map((fault) => ({ ...fault, offset: fault.offset + by }));
}
