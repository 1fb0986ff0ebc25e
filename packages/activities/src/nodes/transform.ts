import type { JsonValue, TransformConfig } from '@perdura/definition';

/** Gives the value that rendering has computed. */
export async function transform({ expression }: TransformConfig): Promise<JsonValue> {
  return expression;
}
