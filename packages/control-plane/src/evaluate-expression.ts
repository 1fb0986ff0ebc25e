import { directValue, type Expression, type JsonValue, readingOf, resolvePath, type Scope } from '@perdura/definition';
import type { Evaluator } from '@perdura/sandbox';

/**
 * The value of an expression over a scope. A plain path is resolved at once and never fails: what is missing is null.
 *
 * @throws EvaluationError when JavaScript gave no value; of kind `unavailable` where another try may help
 */
export async function evaluateExpression(
  evaluator: Pick<Evaluator, 'evaluate'>,
  expression: Expression,
  scope: Scope,
): Promise<JsonValue> {
  const reading = readingOf(expression, (name) => scope.has(name));
  if (reading.kind === 'path') return resolvePath(reading.path, scope).value;
  const names = reading.names.map((name) => [name, scope.get(name) ?? null] as const);
  const paths = reading.bindings.map(({ name, path }) => [name, resolvePath(path, scope).value] as const);
  const values = Object.fromEntries([...names, ...paths]);
  const direct = directValue(reading.source, values);
  return direct === undefined ? (await evaluator.evaluate(reading.source, values)).value : direct;
}
