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
  parseMaybeAssign(...rest: unknown[]): SyntaxNode;
  parseMaybeUnary(...rest: unknown[]): SyntaxNode;
  parseExprOp(...rest: unknown[]): SyntaxNode;
  parseStatement(...rest: unknown[]): SyntaxNode;
  parsePropertyName(property: SyntaxNode): SyntaxNode;
  parseTemplateElement(options: { isTagged: boolean }): SyntaxNode;
  startNode(): SyntaxNode;
  finishNode(node: SyntaxNode, type: string): SyntaxNode;
  overrideContext(context: unknown): void;
  unexpected(at?: number): never;
}

type ParserConstructor = new (options: Options, input: string) => ParserInternals;

/** Strict mode as in a module, without what only modules have: `import.meta`, `await` outside async functions. */
export const PARSER_OPTIONS: Options = {
  ecmaVersion: 2023,
  sourceType: 'script',
  strict: true,
  allowAwaitOutsideFunction: false,
  allowHashBang: false,
};
/** Levels of expressions and statements within each other, where every pair of parentheses makes two. */
const MAX_NESTING = 400;
/** Operators that follow each other on one level. */
const MAX_OPERATORS = 1_000;

/**
 * Acorn's parser is recursive. Its depth is bounded here, so that what is accepted does not depend on how much of the
 * stack happens to be free.
 */
export class BoundedParser extends (acorn.Parser as unknown as ParserConstructor) {
  private nesting = 0;
  private operators = 0;

  override parseMaybeAssign(...rest: unknown[]): SyntaxNode {
    this.enter();
    const node = super.parseMaybeAssign(...rest);
    this.nesting--;
    return node;
  }

  override parseMaybeUnary(...rest: unknown[]): SyntaxNode {
    this.enter();
    const node = super.parseMaybeUnary(...rest);
    this.nesting--;
    return node;
  }

  override parseStatement(...rest: unknown[]): SyntaxNode {
    this.enter();
    const node = super.parseStatement(...rest);
    this.nesting--;
    return node;
  }

  override parseExprOp(...rest: unknown[]): SyntaxNode {
    if (++this.operators > MAX_OPERATORS) throw new RangeError('too many operators on one level');
    const node = super.parseExprOp(...rest);
    this.operators--;
    return node;
  }

  private enter(): void {
    if (++this.nesting > MAX_NESTING) throw new RangeError('nested too deeply');
  }
}
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
    return faultOf(error, parser);
  }
}

/** A parser of plain JavaScript over at most one expression's length of `text`, from `start` on. */
export function plainParser(text: string, start: number): ParserInternals {
  return new BoundedParser(PARSER_OPTIONS, text.slice(start, start + MAX_EXPRESSION_LENGTH + 1));
}

export function isFault(result: object): result is ExpressionFault {
  return 'code' in result;
}

function faultOf(error: unknown, parser: ParserInternals): ExpressionFault {
  if (error instanceof SyntaxError && 'pos' in error && typeof error.pos === 'number') {
    const detail = error.message.replace(/ \(\d+:\d+\)$/, '');
    const isCut = error.pos >= parser.input.length || detail.startsWith('Unterminated');
    return { code: isCut ? 'EXPRESSION_UNTERMINATED' : 'EXPRESSION_SYNTAX', offset: error.pos, values: { detail } };
  }
  // From the bounds above, or from the stack itself where a pattern or a regular expression is nested.
  if (error instanceof RangeError) return { code: 'EXPRESSION_TOO_DEEP', offset: parser.start, values: {} };
  throw error;
}
