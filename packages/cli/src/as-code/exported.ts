import type { Flow, Workflow } from '@perdura/sdk';
import { stringify } from 'yaml';
import { importableTrigger } from './flow-content.ts';
import type { JsonObject } from './json.ts';
import { FLOW_MARKER, isMarker } from './marker.ts';
import { withReferences } from './references.ts';
import { isPublished, metadataOf } from './remote.ts';
import { POLICY_FIELDS } from './workflow-content.ts';

export type FileFormat = 'yaml' | 'json';

/** A workflow as a file says it; `keys` are those of the workflows that have files, by id. */
export function workflowFile(workflow: Workflow, keys: ReadonlyMap<string, string> = new Map()): JsonObject {
  const document = workflow as unknown as JsonObject;
  const tags = workflow.tags.filter((tag) => !isMarker(tag));
  const policies = POLICY_FIELDS.filter((field) => document[field] !== undefined && document[field] !== null);
  const file = {
    kind: 'workflow',
    id: workflow.id,
    name: workflow.name,
    ...(workflow.description !== '' && { description: workflow.description }),
    ...(!workflow.enabled && { enabled: false }),
    ...(tags.length > 0 && { tags }),
    trigger: document.trigger ?? null,
    ...Object.fromEntries(policies.map((field) => [field, document[field] ?? null])),
    nodes: document.nodes ?? [],
    edges: document.edges ?? [],
  };
  return withReferences(file, keys);
}

/** A flow as a file says it: its newest version, which is a draft where it is not the published one. */
export function flowFile(flow: Flow, folderName: string | null): JsonObject {
  const { displayName, trigger, notes, schemaVersion } = flow.version as unknown as JsonObject;
  const { [FLOW_MARKER]: _marker, ...metadata } = metadataOf(flow);
  return {
    kind: 'flow',
    id: flow.id,
    displayName: displayName ?? '',
    ...(folderName !== null && { folder: folderName }),
    status: isPublished(flow) ? flow.status : 'DRAFT',
    ...(Object.keys(metadata).length > 0 && { metadata }),
    ...(Array.isArray(notes) && notes.length > 0 && { notes }),
    ...(schemaVersion !== null && schemaVersion !== undefined && { schemaVersion }),
    trigger: importableTrigger(trigger),
  };
}

/** A file's text. */
export function fileText(document: JsonObject, format: FileFormat): string {
  if (format === 'json') return `${JSON.stringify(document, null, 2)}\n`;
  return stringify(document, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** A name for the file of an object, that none of the taken ones is; it is taken then. */
export function fileNameFor(name: string, taken: Set<string>): string {
  const plain =
    name
      .normalize('NFC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'unnamed';
  let found = plain;
  for (let number = 2; taken.has(found); number += 1) found = `${plain}-${number}`;
  taken.add(found);
  return found;
}
