import type { JsonValue } from '@perdura/definition';
import type { CollectListInput, ValueRef } from '@perdura/definition/run';
import { storeJson } from '../blobs.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { resultTooLarge } from '../failures.ts';
import { jsonTexts, storedBytes } from './json-texts.ts';

/** A longer list is stored: the run carries many of them as pages of one long list. In bytes of JSON. */
const INLINE_BYTES = 2 * 1024;

/**
 * One list out of values and lists of values, in order. It is put together as text: no element is taken apart.
 *
 * @throws {StepFailure} RESULT_TOO_LARGE, BLOB_MISSING
 */
export async function collectList(
  { projectId, runId, parts }: CollectListInput,
  { database, settings }: Pick<ActivityDependencies, 'database' | 'settings'>,
): Promise<ValueRef> {
  const references = parts.map(({ value }) => value);
  const { maxResultBytes } = settings;
  const known = storedBytes(references);
  if (known > maxResultBytes) throw resultTooLarge(known, maxResultBytes);
  const pieces: Buffer[] = [];
  let bytes = '[]'.length;
  let position = 0;
  for await (const json of jsonTexts(database, projectId, references)) {
    const text = parts[position++]?.spread === true ? withoutBrackets(json) : json;
    if (text === '') continue;
    const piece = Buffer.from(pieces.length === 0 ? text : `,${text}`);
    bytes += piece.byteLength;
    if (bytes > maxResultBytes) throw resultTooLarge(bytes, maxResultBytes);
    pieces.push(piece);
  }
  const list = Buffer.concat([Buffer.from('['), ...pieces, Buffer.from(']')], bytes);
  if (bytes <= INLINE_BYTES) return { value: JSON.parse(list.toString()) as JsonValue };
  return storeJson(database, { projectId, runId }, list);
}

function withoutBrackets(json: string): string {
  const text = json.trim();
  if (!text.startsWith('[') || !text.endsWith(']')) throw new Error('A value to be spread is no list.');
  return text.slice(1, -1).trim();
}
