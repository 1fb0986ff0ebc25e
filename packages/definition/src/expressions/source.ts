import type { Options, TokenType } from 'acorn';
import * as acorn from 'acorn';
import type { ExpressionFault } from './expression.ts';
import { MAX_EXPRESSION_LENGTH } from './expression.ts';

/** A node of acorn's syntax tree, with whatever fields its type has. */
export interface SyntaxNode {
  type: string;
  start: number;
  end: number;
  [field: string]: unknown;
}

/** What acorn's parser offers to those who extend it; its own typings leave this out. */
export interface ParserInternals {
  type: TokenType;
  value: unknown;
  /** Ends of the current token. */
  start: number;
  end: number;
  /** Where the tokenizer reads on. */
  pos: number;
  input: string;
  nextToken(): void;
  next(): void;
  parseExpression(): SyntaxNode;
  parseExprAtom(...rest: unknown[]): SyntaxNode;
  parsePropertyName(property: SyntaxNode): SyntaxNode;
  startNode(): SyntaxNode;
  finishNode(node: SyntaxNode, type: string): SyntaxNode;
  overrideContext(context: unknown): void;
  unexpected(at?: number): never;
}

type ParserConstructor = new (options: Options, input: string) => ParserInternals;

/** Strict mode, no `await` outside async functions. */
export const PARSER_OPTIONS: Options = {
  ecmaVersion: 2023,
  sourceType: 'module',
  allowAwaitOutsideFunction: false,
  allowHashBang: false,
};
export const BaseParser = acorn.Parser as unknown as ParserConstructor;
/** Tokenizer context of braces in the place of an expression. */
export const EXPRESSION_BRACES = (acorn as unknown as { tokContexts: { b_expr: unknown } }).tokContexts.b_expr;
export const { tokTypes } = acorn;

/** One expression, and the token that follows it. */
export interface ParsedSource {
  node: SyntaxNode;
  /** Where the next token starts, and what it is. */
  nextStart: number;
  nextType: TokenType;
}

/** Parses the expression at the start of `source`, up to the first token that cannot belong to it. */
export function parseSource(parser: ParserInternals): ParsedSource | ExpressionFault {
  try {
    parser.nextToken();
    const node = parser.parseExpression();
    return { node, nextStart: parser.start, nextType: parser.type };
  } catch (error) {
    return faultOf(error, parser.input.length);
  }
}

/** A parser of plain JavaScript over at most one expression's length of `text`, from `start` on. */
export function plainParser(text: string, start: number): ParserInternals {
  return new BaseParser(PARSER_OPTIONS, text.slice(start, start + MAX_EXPRESSION_LENGTH + 1));
}

export function isFault(result: object): result is ExpressionFault {
  return 'code' in result;
}

function faultOf(error: unknown, length: number): ExpressionFault {
  if (error instanceof SyntaxError && 'pos' in error && typeof error.pos === 'number') {
    const raisedAt = 'raisedAt' in error && typeof error.raisedAt === 'number' ? error.raisedAt : error.pos;
    const detail = error.message.replace(/ \(\d+:\d+\)$/, '');
    if (Math.max(raisedAt, error.pos) >= length)
      return { code: 'EXPRESSION_UNTERMINATED', offset: error.pos, values: { detail } };
    return { code: 'EXPRESSION_SYNTAX', offset: error.pos, values: { detail } };
  }
  // The parser is recursive: what is nested too deeply for it overflows the stack.
  if (error instanceof RangeError) return { code: 'EXPRESSION_TOO_DEEP', offset: 0, values: {} };
  throw error;
}
