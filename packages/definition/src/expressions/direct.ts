import type { JsonValue } from '../json.ts';
import type { SyntaxNode } from './source.ts';
import { BoundedParser, isFault, PARSER_OPTIONS, parseSource, tokTypes } from './source.ts';
import { TextCache } from './text-cache.ts';

/** Parts of an expression, beyond which an engine does better. */
const MAX_NODES = 200;

/** Longest text that is joined here: an engine counts what it holds. */
const MAX_CHARACTERS = 100_000;

/** Computes a part of an expression; throws UNKNOWN where only an engine knows. */
type Part = (values: Readonly<Record<string, JsonValue>>) => JsonValue;

type Primitive = string | number | boolean | null;

/** Thrown for speed's sake without a stack: what was met needs an engine. */
const UNKNOWN = Symbol('needs an engine');

/**
 * The value of a JavaScript expression that only compares and joins what paths lead to, as `trigger.data.count > 3` does:
 * most conditions are no more than that, and an engine of their own costs them a thread's attention. Operators are applied
 * to texts, numbers, truth values and null alone, where the host's are the guest's.
 *
 * @param values what the expression may name
 * @returns undefined where an engine is needed, be it for what is written or for what is found
 */
export function directValue(source: string, values: Readonly<Record<string, JsonValue>>): JsonValue | undefined {
  const { part } = cache.get(source, compiled);
  if (part === null) return undefined;
  try {
    const value = part(values);
    if (typeof value === 'object' && value !== null) return undefined;
    if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : undefined;
    return value;
  } catch (error) {
    if (error === UNKNOWN) return undefined;
    throw error;
  }
}

const cache = new TextCache<{ part: Part | null }>();

function compiled(source: string): { part: Part | null } {
  const parsed = parseSource(new BoundedParser(PARSER_OPTIONS, source));
  if (isFault(parsed) || parsed.nextType !== tokTypes.eof) return { part: null };
  return { part: new Compiler().part(parsed.node) };
}

class Compiler {
  #nodes = 0;

  /** Null for what is not known here. */
  part(node: SyntaxNode): Part | null {
    this.#nodes += 1;
    if (this.#nodes > MAX_NODES) return null;
    switch (node.type) {
      case 'Literal':
        return literal(node);
      case 'Identifier':
        return named(String(node.name));
      case 'MemberExpression':
        return this.#member(node);
      case 'UnaryExpression':
        return this.#unary(node);
      case 'BinaryExpression':
        return this.#binary(node);
      case 'LogicalExpression':
        return this.#logical(node);
      case 'ConditionalExpression':
        return this.#conditional(node);
      default:
        return null;
    }
  }

  #member(node: SyntaxNode): Part | null {
    const object = node.optional === true ? null : this.part(node.object as SyntaxNode);
    const key = keyOf(node.property as SyntaxNode, node.computed === true);
    if (object === null || key === null) return null;
    return (values) => ownOf(object(values), key);
  }

  #unary(node: SyntaxNode): Part | null {
    const argument = this.part(node.argument as SyntaxNode);
    if (argument === null) return null;
    if (node.operator === '!') return (values) => !argument(values);
    if (node.operator === '-') return (values) => -numberOf(argument(values));
    return null;
  }

  #binary(node: SyntaxNode): Part | null {
    const left = this.part(node.left as SyntaxNode);
    const right = this.part(node.right as SyntaxNode);
    const operator = String(node.operator);
    const apply = Object.hasOwn(BINARY, operator) ? BINARY[operator] : undefined;
    if (left === null || right === null || apply === undefined) return null;
    return (values) => apply(primitiveOf(left(values)), primitiveOf(right(values)));
  }

  #logical(node: SyntaxNode): Part | null {
    const left = this.part(node.left as SyntaxNode);
    const right = this.part(node.right as SyntaxNode);
    if (left === null || right === null) return null;
    if (node.operator === '&&') return (values) => left(values) && right(values);
    if (node.operator === '||') return (values) => left(values) || right(values);
    return (values) => left(values) ?? right(values);
  }

  #conditional(node: SyntaxNode): Part | null {
    const test = this.part(node.test as SyntaxNode);
    const then = this.part(node.consequent as SyntaxNode);
    const otherwise = this.part(node.alternate as SyntaxNode);
    if (test === null || then === null || otherwise === null) return null;
    return (values) => (test(values) ? then(values) : otherwise(values));
  }
}

type Operator = (left: Primitive, right: Primitive) => JsonValue;

const BINARY: Readonly<Record<string, Operator>> = {
  '===': (left, right) => left === right,
  '!==': (left, right) => left !== right,
  '==': isLooselyEqual,
  '!=': (left, right) => !isLooselyEqual(left, right),
  '<': (left, right) => compared(left, right, (one, other) => one < other),
  '<=': (left, right) => compared(left, right, (one, other) => one <= other),
  '>': (left, right) => compared(left, right, (one, other) => one > other),
  '>=': (left, right) => compared(left, right, (one, other) => one >= other),
  '+': sum,
  '-': (left, right) => numberOf(left) - numberOf(right),
  '*': (left, right) => numberOf(left) * numberOf(right),
  '/': (left, right) => numberOf(left) / numberOf(right),
  '%': (left, right) => numberOf(left) % numberOf(right),
};

/** Null is like nothing else that JSON has; what is of another type is turned into it by rules that an engine knows. */
function isLooselyEqual(left: Primitive, right: Primitive): boolean {
  if (left === null || right === null) return left === right;
  if (typeof left !== typeof right) throw UNKNOWN;
  return left === right;
}

function compared<Value extends string | number>(
  left: Primitive,
  right: Primitive,
  compare: (one: Value, other: Value) => boolean,
): boolean {
  const isAlike = typeof left === typeof right && (typeof left === 'string' || typeof left === 'number');
  if (!isAlike) throw UNKNOWN;
  return compare(left as Value, right as Value);
}

function sum(left: Primitive, right: Primitive): JsonValue {
  if (typeof left === 'number' && typeof right === 'number') return left + right;
  if (typeof left !== 'string' || typeof right !== 'string') throw UNKNOWN;
  if (left.length + right.length > MAX_CHARACTERS) throw UNKNOWN;
  return left + right;
}

function numberOf(value: JsonValue): number {
  if (typeof value !== 'number') throw UNKNOWN;
  return value;
}

function primitiveOf(value: JsonValue): Primitive {
  if (typeof value === 'object' && value !== null) throw UNKNOWN;
  return value;
}

function literal({ value, regex, bigint }: SyntaxNode): Part | null {
  if (regex !== undefined || bigint !== undefined) return null;
  const isPlain = value === null || ['string', 'number', 'boolean'].includes(typeof value);
  return isPlain ? () => value as Primitive : null;
}

/** A name that the language itself has, such as `undefined`, is none of the values. */
function named(name: string): Part {
  return (values) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) throw UNKNOWN;
    return value;
  };
}

function keyOf(property: SyntaxNode, computed: boolean): string | number | null {
  if (!computed) return property.type === 'Identifier' && property.name !== '__proto__' ? String(property.name) : null;
  const { type, value } = property;
  if (type !== 'Literal' || value === '__proto__') return null;
  return typeof value === 'string' || (typeof value === 'number' && Number.isSafeInteger(value)) ? value : null;
}

/** What is not there may be inherited, or fail: an engine knows. */
function ownOf(value: JsonValue, key: string | number): JsonValue {
  if (typeof value === 'string' && key === 'length') return value.length;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) throw UNKNOWN;
  return (value as Record<string | number, JsonValue>)[key] ?? null;
}
