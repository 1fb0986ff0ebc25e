import { t } from './language.ts';
import { isRecord } from './nested-nodes.ts';

/**
 * The JSON value that somebody wrote.
 *
 * @throws Error with a text for the reader when it is none
 */
export function writtenJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(t('notJson'));
  }
}

/**
 * The JSON object that somebody wrote; undefined for nothing.
 *
 * @throws Error with a text for the reader when it is another value
 */
export function writtenObject(text: string): Record<string, unknown> | undefined {
  if (text.trim() === '') return undefined;
  const value = writtenJson(text);
  if (!isRecord(value)) throw new Error(t('needsObject'));
  return value;
}
