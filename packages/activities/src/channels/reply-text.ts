import type { JsonObject } from '@perdura/definition';
import { isObject } from '../json-object.ts';

/** The text of a reply for ways that carry text alone: addresses of attachments stand below it. */
export function textWithLinks({ text, attachments }: JsonObject): string {
  const links = Array.isArray(attachments) ? attachments.map((each) => (isObject(each) ? each.url : null)) : [];
  return [text, ...links].filter((line) => typeof line === 'string' && line !== '').join('\n');
}
