import type { JsonValue } from '@perdura/definition';
import { INLINE_RESULT_BYTES, type ValueRef, type WrapValueInput } from '@perdura/definition/run';
import { storeJson } from '../blobs.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { resultTooLarge } from '../failures.ts';
import { jsonTexts } from './json-texts.ts';

/**
 * An object with some fields and a value that may be large, put together as text.
 *
 * @throws {StepFailure} RESULT_TOO_LARGE, BLOB_MISSING
 */
export async function wrapValue(
  { projectId, runId, fields, name, value }: WrapValueInput,
  { database, settings }: Pick<ActivityDependencies, 'database' | 'settings'>,
): Promise<ValueRef> {
  const { [name]: _, ...others } = fields;
  const start = JSON.stringify(others).slice(0, -1);
  for await (const json of jsonTexts(database, projectId, [value])) {
    const separator = start === '{' ? '' : ',';
    const data = Buffer.from(`${start}${separator}${JSON.stringify(name)}:${json}}`);
    if (data.byteLength > settings.maxResultBytes) throw resultTooLarge(data.byteLength, settings.maxResultBytes);
    if (data.byteLength <= INLINE_RESULT_BYTES) return { value: JSON.parse(data.toString()) as JsonValue };
    return storeJson(database, { projectId, runId }, data);
  }
  throw new Error('A value has no JSON.');
}
