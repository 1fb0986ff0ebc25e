import type { JsonValue } from '@perdura/definition';
import { INLINE_RESULT_BYTES, type ValueRef, type WrapValueInput } from '@perdura/definition/run';
import { storeJson } from '../blobs.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { resultTooLarge } from '../failures.ts';
import { jsonTexts } from './json-texts.ts';

/**
 * An object with some fields and values that may be large, put together as text.
 *
 * @throws {StepFailure} RESULT_TOO_LARGE, BLOB_MISSING
 */
export async function wrapValue(
  { projectId, runId, fields, name, value, more }: WrapValueInput,
  { database, settings }: Pick<ActivityDependencies, 'database' | 'settings'>,
): Promise<ValueRef> {
  const values = new Map(Object.entries({ [name]: value, ...more }));
  const members = Object.entries(fields).flatMap(([key, field]) =>
    values.has(key) ? [] : [memberOf(key, JSON.stringify(field))],
  );
  const keys = values.keys();
  for await (const json of jsonTexts(database, projectId, [...values.values()])) {
    members.push(memberOf(keys.next().value ?? name, json));
  }
  const data = Buffer.from(`{${members.join(',')}}`);
  if (data.byteLength > settings.maxResultBytes) throw resultTooLarge(data.byteLength, settings.maxResultBytes);
  if (data.byteLength <= INLINE_RESULT_BYTES) return { value: JSON.parse(data.toString()) as JsonValue };
  return storeJson(database, { projectId, runId }, data);
}

function memberOf(key: string, json: string): string {
  return `${JSON.stringify(key)}:${json}`;
}
