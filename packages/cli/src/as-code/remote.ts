import type { Flow, PerduraClient, Workflow } from '@perdura/sdk';
import type { DesiredFile } from './desired.ts';
import { flowContent, stepsHash } from './flow-content.ts';
import { isObject, type JsonObject } from './json.ts';
import { FLOW_MARKER, isMarker, isMarkerOf } from './marker.ts';
import type { ActualObject } from './plan.ts';
import { workflowContent } from './workflow-content.ts';

/** An object of the server, with the answer that it was read from. */
export type RemoteObject = ActualObject &
  ({ kind: 'workflow'; document: Workflow } | { kind: 'flow'; document: Flow; folderName: string | null });

const PAGE = 200;
const FLOW_PAGE = 100;
const LANES = 4;

/**
 * What bears the folder's marker on the server, and what its files were written from; the oldest first. Of everything
 * else only names are read.
 */
export async function remoteObjects(
  client: PerduraClient,
  folder: string,
  files: readonly Pick<DesiredFile, 'id'>[],
): Promise<RemoteObject[]> {
  const ids = new Set(files.flatMap(({ id }) => (id === null ? [] : [id])));
  const [workflows, flows] = await Promise.all([workflowsOf(client, folder, ids), flowsOf(client, folder, ids)]);
  return [...workflows, ...flows];
}

async function workflowsOf(client: PerduraClient, folder: string, ids: ReadonlySet<string>): Promise<RemoteObject[]> {
  const all = await client.workflows.list({ limit: PAGE }).all();
  const wanted = all.filter(({ id, tags }) => ids.has(id) || tags.some((tag) => isMarkerOf(folder, tag)));
  const documents = await inLanes(wanted, ({ id }) => client.workflows.get(id));
  return documents.map((document) => remoteWorkflow(document, folder)).reverse();
}

async function flowsOf(client: PerduraClient, folder: string, ids: ReadonlySet<string>): Promise<RemoteObject[]> {
  const all = await client.workflows.listFlows({ limit: FLOW_PAGE }).all();
  const wanted = all.filter((flow) => ids.has(flow.id) || markerOfFlow(flow)?.folder === folder);
  if (wanted.length === 0) return [];
  const names = await folderNames(client);
  return wanted.map((flow) => remoteFlow(flow, folder, names)).reverse();
}

/** Names of the folders that flows are in, by id. */
export async function folderNames(client: PerduraClient): Promise<Map<string, string>> {
  const folders = await client.workflows.listFolders({ limit: FLOW_PAGE }).all();
  return new Map(folders.map(({ id, displayName }) => [id, displayName]));
}

/** A workflow as the plan compares it. */
export function remoteWorkflow(document: Workflow, folder: string): RemoteObject {
  const marker = document.tags.find((tag) => isMarkerOf(folder, tag)) ?? null;
  return {
    kind: 'workflow',
    id: document.id,
    name: document.name,
    marker,
    foreign: marker === null && document.tags.some(isMarker),
    content: workflowContent(document as unknown as JsonObject, isMarker),
    applied: null,
    contentHash: '',
    document,
  };
}

/** A flow as the plan compares it. */
export function remoteFlow(flow: Flow, folder: string, names: ReadonlyMap<string, string>): RemoteObject {
  const marked = markerOfFlow(flow);
  const folderName = flow.folderId === null ? null : (names.get(flow.folderId) ?? null);
  const content = contentOfFlow(flow, folderName);
  return {
    kind: 'flow',
    id: flow.id,
    name: flow.version.displayName,
    marker: marked?.folder === folder ? marked.key : null,
    foreign: marked !== null && marked.folder !== folder,
    content,
    applied: marked?.file === undefined ? null : { file: marked.file, stored: marked.stored ?? '' },
    contentHash: stepsHash(content),
    document: flow,
    folderName,
  };
}

function contentOfFlow(flow: Flow, folderName: string | null): JsonObject {
  const { displayName, trigger, notes } = flow.version as unknown as JsonObject;
  const { [FLOW_MARKER]: _marker, ...metadata } = metadataOf(flow);
  return flowContent(
    { displayName: displayName ?? '', trigger: trigger ?? null, notes: notes ?? [] },
    { folder: folderName, published: isPublished(flow), status: flow.status, metadata },
  );
}

/** Whether what the flow is now is what its runs do. */
export function isPublished({ version, publishedVersionId }: Flow): boolean {
  return version.state === 'LOCKED' && version.id === publishedVersionId;
}

export function metadataOf({ metadata }: Flow): JsonObject {
  return isObject(metadata) ? metadata : {};
}

interface FlowMark {
  folder: string;
  key: string;
  /** Of the file that was applied last, and of what the server made of it. */
  file?: string;
  stored?: string;
}

function markerOfFlow(flow: Flow): FlowMark | null {
  const mark = metadataOf(flow)[FLOW_MARKER];
  if (!isObject(mark) || typeof mark.folder !== 'string' || typeof mark.key !== 'string') return null;
  return mark as unknown as FlowMark;
}

async function inLanes<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = new Array(items.length);
  const left = items.entries();
  const lane = async () => {
    for (const [place, item] of left) results[place] = await work(item);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return results;
}
