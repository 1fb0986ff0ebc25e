import type { TextExpressions } from '../expressions/config-expressions.ts';
import { MAX_EXPRESSION_LENGTH } from '../expressions/expression.ts';
import { MAX_CODE, MAX_JAVASCRIPT, MAX_TEMPLATES } from './limits.ts';

/** What starting a parser costs, in UTF-16 units of JavaScript. */
const PARSE_OVERHEAD = 50;

/** Bounds the work that the expressions and programs of one definition make. */
export class ExpressionBudget {
  private templates = 0;
  private javascript = 0;
  private code = 0;

  /** Whether there may be more expressions. */
  get isSpent(): boolean {
    return this.templates > MAX_TEMPLATES || this.javascript > MAX_JAVASCRIPT;
  }

  /** Counts the expressions of a text. */
  spend({ text, expressions, faults }: Omit<TextExpressions, 'keys'>): void {
    this.templates += expressions.length;
    for (const expression of expressions) {
      if (expression.kind === 'js') this.javascript += expression.source.length + PARSE_OVERHEAD;
    }
    this.javascript += faults.length * Math.min(text.length, MAX_EXPRESSION_LENGTH);
  }

  /** Counts a program; tells whether it may be parsed. */
  spendCode(length: number): boolean {
    this.code += length;
    return this.code <= MAX_CODE;
  }
}
