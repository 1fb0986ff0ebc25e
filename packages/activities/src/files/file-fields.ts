import type { JsonObject, NodeType } from '@perdura/definition';
import type { Files } from './files.ts';

/** Fields in which a node hands files on or sends them, and does not want them as values. */
const FILE_FIELDS: Partial<Record<NodeType, readonly string[]>> = {
  'http-request': ['body'],
  'email-send': ['attachments'],
  'tool-call': ['input'],
  transform: ['expression'],
  'for-each': ['items'],
  'sub-workflow': ['input'],
  respond: ['body'],
};

/**
 * A rendered config whose other fields hold values alone.
 *
 * @throws {StepFailure} INPUT_TOO_LARGE
 */
export async function withLoadedFiles(type: NodeType, rendered: JsonObject, files: Files): Promise<JsonObject> {
  if (!files.isIn(rendered)) return rendered;
  const kept = new Set(FILE_FIELDS[type] ?? []);
  const entries = Object.entries(rendered).map(
    async ([field, value]) => [field, kept.has(field) ? value : await files.loaded(value)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}
