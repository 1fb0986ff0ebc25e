import type { BlobRepository } from '@perdura/database';
import { collectFileRefs, type JsonObject, type JsonValue, readFileRef } from '@perdura/definition';

/**
 * A document of a run as callers see it: what refers to a file of the run says where the file is. An object that only
 * has the shape of a reference is shown as it is.
 */
export async function withFileLinks<Document extends object>(
  blobs: Pick<BlobRepository, 'usedBy'>,
  { projectId, runId }: { projectId: string; runId: string },
  document: Document,
): Promise<Document> {
  const value = document as unknown as JsonValue;
  const named = collectFileRefs(value).map(({ hash }) => hash);
  if (named.length === 0) return document;
  const used = await blobs.usedBy(projectId, runId, [...new Set(named)]);
  const linked = (each: JsonValue): JsonValue => {
    if (typeof each !== 'object' || each === null) return each;
    const ref = readFileRef(each);
    const blob = ref === null ? undefined : used.get(ref.hash);
    if (ref === null || blob === undefined) return Array.isArray(each) ? each.map(linked) : mapped(each, linked);
    const { contentType, encoding, hash } = ref;
    return { file: { bytes: blob.bytes, contentType, encoding, url: `/v1/runs/${runId}/files/${hash}` } };
  };
  return (used.size === 0 ? document : linked(value)) as Document;
}

function mapped(object: JsonObject, change: (value: JsonValue) => JsonValue): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}
