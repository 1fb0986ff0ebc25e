import { createHash } from 'node:crypto';
import { canonicalText, type Json } from './json.ts';

/**
 * How an object on the server says which file of which folder it is. A workflow says it in a tag, a flow in its
 * metadata; what bears no marker of a folder is never touched for that folder.
 */
export const FLOW_MARKER = 'perdura';
const TAG_LENGTH = 64;
const PREFIX = 'as-code:';

/** The tag of a workflow: `as-code:<folder>/<key>`, where a long key is cut and ends in its hash. */
export function markerTag(folder: string, key: string): string {
  const tag = `${PREFIX}${folder}/${key}`;
  if (tag.length <= TAG_LENGTH) return tag;
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 10);
  return `${tag.slice(0, TAG_LENGTH - hash.length - 1)}~${hash}`;
}

/** Whether a tag marks a workflow of this folder. */
export function isMarkerOf(folder: string, tag: string): boolean {
  return tag.startsWith(`${PREFIX}${folder}/`);
}

/** Whether a tag marks a workflow of any folder. */
export function isMarker(tag: string): boolean {
  return tag.startsWith(PREFIX);
}

/** A short name of a content, by which it is known again. */
export function contentHash(content: Json): string {
  return createHash('sha256').update(canonicalText(content)).digest('base64url').slice(0, 22);
}
