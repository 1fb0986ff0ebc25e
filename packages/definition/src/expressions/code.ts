import type { ExpressionFault } from './expression.ts';
import { MAX_EXPRESSION_LENGTH, pathExpression, shiftExpression, shiftFaults } from './expression.ts';
import type { ExpressionParse, Hole } from './javascript.ts';
import { expressionOf } from './javascript.ts';
import { readPathAt } from './path.ts';
import type { SyntaxNode } from './source.ts';
import { BoundedParser, EXPRESSION_BRACES, isFault, PARSER_OPTIONS, parseSource, tokTypes } from './source.ts';
import { parseTemplate, readPathHole } from './template.ts';
import { TextCache } from './text-cache.ts';

/** A field whose text is an expression, taken apart; `expression` is null when it cannot be read at all. */
export interface CodeParse {
  expression: ExpressionParse['expression'] | null;
  faults: readonly ExpressionFault[];
}

/**
 * Parses the text of a field that is code: a plain path, one whole template, or a JavaScript expression in which each
 * `{{ … }}` stands for the value of its path or sub-expression, also joined to the text of a string or template literal.
 */
export function parseExpression(text: string): CodeParse {
  return cache.get(text, readExpression);
}

const cache = new TextCache<CodeParse>();

function readExpression(text: string): CodeParse {
  if (text.length > MAX_EXPRESSION_LENGTH) return failed('EXPRESSION_TOO_LONG', 0, { limit: MAX_EXPRESSION_LENGTH });
  const start = text.length - text.trimStart().length;
  if (start === text.length) return failed('EXPRESSION_EMPTY', 0, {});
  return readBarePath(text, start) ?? readWholeTemplate(text) ?? readCode(text);
}

function failed(code: ExpressionFault['code'], offset: number, values: ExpressionFault['values']): CodeParse {
  return { expression: null, faults: [{ code, offset, values }] };
}

function readBarePath(text: string, start: number): CodeParse | null {
  const read = readPathAt(text, start);
  if (read === null || text.slice(read.end).trim() !== '') return null;
  const otherwise = read.path[0].includes('-') ? readCode(text) : null;
  const js = otherwise?.expression?.kind === 'js' && otherwise.faults.length === 0 ? otherwise.expression : null;
  return { expression: pathExpression(read.path, start, js), faults: [] };
}

/** A field that is `{{ … }}` and nothing else reads like any other template. */
function readWholeTemplate(text: string): CodeParse | null {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{{') || !trimmed.endsWith('}}')) return null;
  const base = text.indexOf('{{');
  const { segments, faults } = parseTemplate(text.trimEnd().slice(base));
  const [only, ...more] = segments;
  if (only === undefined) return { expression: null, faults: shiftFaults(faults, base) };
  if (more.length > 0 || only.kind === 'text') return null;
  return { expression: shiftExpression(only, base), faults: shiftFaults(faults, base) };
}

function readCode(text: string): CodeParse {
  const parser = new CodeParser(PARSER_OPTIONS, text);
  const parsed = parseSource(parser);
  if (isFault(parsed)) return { expression: null, faults: [...parser.holeFaults, parsed] };
  if (parsed.nextType !== tokTypes.eof) {
    const found = text.slice(parsed.nextStart, parsed.nextStart + 10);
    return failed('EXPRESSION_NOT_SINGLE', parsed.nextStart, { found });
  }
  const { expression, faults } = expressionOf(text, parsed.node, parser.holes);
  return { expression, faults: [...parser.holeFaults, ...faults] };
}

/** JavaScript in which `{{ … }}` may stand wherever a value may. */
class CodeParser extends BoundedParser {
  readonly holes: Hole[] = [];
  readonly holeFaults: ExpressionFault[] = [];
  private inHole = false;
  private inKey = false;

  override parseExprAtom(...rest: unknown[]): SyntaxNode {
    if (!this.inHole && this.type === tokTypes.braceL && this.input[this.end] === '{') return this.parseHole();
    if (this.mayInterpolate()) {
      const node = this.parseInterpolation();
      if (node !== null) return node;
    }
    return super.parseExprAtom(...rest);
  }

  /** Keys of object literals are names, not values. */
  override parsePropertyName(property: SyntaxNode): SyntaxNode {
    this.inKey = this.type === tokTypes.string;
    const key = super.parsePropertyName(property);
    this.inKey = false;
    return key;
  }

  private mayInterpolate(): boolean {
    return !this.inHole && !this.inKey && this.type === tokTypes.string && String(this.value).includes('{{');
  }

  private parseHole(): SyntaxNode {
    const node = this.startNode();
    this.overrideContext(EXPRESSION_BRACES);
    const part = this.parsePathHole(node.start) ?? this.parseJsHole();
    const end = this.end;
    this.next();
    this.holes.push({
      start: node.start,
      end,
      within: 'code',
      parts: [part],
      inner: this.input.slice(node.start + 2, end - 2),
    });
    node.reads = part.reads;
    return this.finishNode(node, 'TemplateHole');
  }

  /** Jumps over `{{ path }}` to its last brace. */
  private parsePathHole(open: number) {
    const read = readPathHole(this.input, open);
    if (read === null) return null;
    this.pos = read.end - 1;
    this.next();
    return pathExpression(read.path, read.start);
  }

  private parseJsHole() {
    this.next();
    this.inHole = true;
    this.next();
    const inner = this.parseExpression();
    if (this.type !== tokTypes.braceR || this.input[this.end] !== '}') this.unexpected();
    this.inHole = false;
    this.next();
    const { expression, faults } = expressionOf(this.input, inner);
    this.holeFaults.push(...faults);
    return expression;
  }

  /** A string literal with templates in it; null when it only looks like one, as in `text.includes("{{")`. */
  private parseInterpolation(): SyntaxNode | null {
    const read = this.readLiteral(this.start + 1);
    if (read === null) return null;
    const node = this.startNode();
    this.next();
    return this.finishLiteral(node, read, 'text');
  }

  /** Text of a template literal, where templates are filled as in any other; a tag gets its text as it is written. */
  override parseTemplateElement(options: { isTagged: boolean }): SyntaxNode {
    const isText = !this.inHole && !options.isTagged && this.type === tokTypes.template;
    const read = isText && String(this.value).includes('{{') ? this.readLiteral(this.start) : null;
    if (read === null) return super.parseTemplateElement(options);
    const node = this.startNode();
    this.next();
    node.tail = this.type === tokTypes.backQuote;
    return this.finishLiteral(node, read, 'quasi');
  }

  /**
   * The parts of the literal text that is the current token; null when a template in it does not end.
   *
   * @param base where the text starts: offsets within it are those of its source, as far as it holds no escapes
   */
  private readLiteral(base: number): Literal | null {
    const { segments, faults } = parseTemplate(String(this.value));
    if (faults.some((fault) => fault.code === 'EXPRESSION_UNTERMINATED')) return null;
    this.holeFaults.push(...shiftFaults(faults, base));
    const parts = segments.map((segment) => (segment.kind === 'text' ? segment.text : shiftExpression(segment, base)));
    return { parts, end: this.end };
  }

  private finishLiteral(node: SyntaxNode, { parts, end }: Literal, within: Hole['within']): SyntaxNode {
    this.holes.push({ start: node.start, end, within, parts, inner: '' });
    node.reads = parts.flatMap((part) => (typeof part === 'string' ? [] : part.reads));
    return this.finishNode(node, 'TemplateHole');
  }
}

interface Literal {
  parts: Hole['parts'];
  end: number;
}
