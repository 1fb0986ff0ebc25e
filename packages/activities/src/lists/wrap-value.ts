import type { JsonValue } from '@perdura/definition';
import type { ValueRef, WrapValueInput } from '@perdura/definition/run';
import { loadValues, toValueRef } from '../blobs.ts';
import type { ActivityDependencies } from '../dependencies.ts';

/** An object with a value that may be stored as a blob. */
export async function wrapValue(
  { projectId, fields, name, value }: WrapValueInput,
  { database, settings }: Pick<ActivityDependencies, 'database' | 'settings'>,
): Promise<ValueRef> {
  const [inner = null] = await loadValues(database, projectId, [value], settings.maxInputBytes);
  const whole: JsonValue = { ...fields, [name]: inner };
  return toValueRef(database, projectId, whole);
}
