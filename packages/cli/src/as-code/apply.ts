import type { Flow, FlowOperation, NewWorkflow, PerduraClient, WorkflowChange } from '@perdura/sdk';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { DesiredFile } from './desired.ts';
import { flowContent, stepsHash } from './flow-content.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { FLOW_MARKER, markerTag } from './marker.ts';
import { type Change, objectName, type Plan } from './plan.ts';
import { inReferenceOrder, referencesIn, resolveReferences } from './references.ts';
import { isPublished, metadataOf, type RemoteObject } from './remote.ts';
import { failureInFile } from './source-failure.ts';
import { POLICY_FIELDS } from './workflow-content.ts';

/** Marker of a file: what its object on the server bears. */
export function markerOf(folder: string, { kind, key }: { kind: 'workflow' | 'flow'; key: string }): string {
  return kind === 'workflow' ? markerTag(folder, key) : key;
}

/** Changes in the order in which they are made: what others name comes first, deletions last. */
export function orderOfChanges({ changes }: Plan): Change[] {
  const kept = changes.filter((change) => change.action !== 'delete');
  const keyed = kept.map((change) => ({ key: change.desired.key, content: change.desired.content, change }));
  const workflows = keyed.filter(({ change }) => change.desired.kind === 'workflow');
  const ordered = inReferenceOrder(workflows);
  if ('circle' in ordered) {
    throw new CliError(`Files name each other in a circle: ${ordered.circle.join(' → ')}.`, {
      exitCode: EXIT.conflict,
      hint: 'Name one of them by the id that it has on the server.',
    });
  }
  const flows = kept.filter(({ desired }) => desired.kind === 'flow');
  return [
    ...ordered.order.map(({ change }) => change),
    ...flows,
    ...changes.filter(({ action }) => action === 'delete'),
  ];
}

/** Files that name a workflow of the folder which none of its files is. */
export function requireKnownReferences(files: readonly DesiredFile[]): void {
  const known = new Set(files.filter(({ kind }) => kind === 'workflow').map(({ key }) => key));
  const lines = files.flatMap(({ path, content }) =>
    referencesIn(content)
      .filter((key) => !known.has(key))
      .map((key) => `${path}: @file:${key} is no workflow of this folder.`),
  );
  if (lines.length > 0) throw new CliError('A reference leads nowhere.', { exitCode: EXIT.conflict, lines });
}

/** Makes the changes of a plan, one at a time. */
export class Application {
  readonly #client: PerduraClient;
  readonly #folder: string;
  readonly #ids: Map<string, string>;

  constructor(client: PerduraClient, folder: string, plan: Plan) {
    this.#client = client;
    this.#folder = folder;
    this.#ids = new Map(plan.ids);
  }

  /** @returns the id of the object. @throws CliError that names the file and the line, when the server refuses it */
  async make(change: Change): Promise<string> {
    try {
      return await this.#make(change);
    } catch (error) {
      throw change.action === 'delete' ? error : failureInFile(error, (change.desired as DesiredFile).source);
    }
  }

  async #make(change: Change): Promise<string> {
    const object = change.action === 'create' ? null : (change.actual as RemoteObject);
    if (change.action === 'delete') return await this.#delete(change.actual as RemoteObject);
    const file = change.desired as DesiredFile;
    const id = file.kind === 'workflow' ? await this.#saveWorkflow(file, object) : await this.#saveFlow(file, object);
    this.#ids.set(objectName(file), id);
    return id;
  }

  async #delete(object: RemoteObject): Promise<string> {
    const { id } = object;
    if (object.kind === 'workflow') {
      await this.#client.workflows.delete(id, { ifMatch: entityTag(object.document.version) });
    } else {
      requireSame(object.document, await this.#client.workflows.getFlow(id));
      await this.#client.workflows.deleteFlow(id);
    }
    return id;
  }

  async #saveWorkflow(file: DesiredFile, object: RemoteObject | null): Promise<string> {
    const content = resolveReferences(file.content, this.#ids);
    const given = Array.isArray(content.tags) ? (content.tags as Json[]) : [];
    const tags = [...given, markerTag(this.#folder, file.key)];
    const note = file.note === null ? {} : { note: file.note };
    if (object === null || object.kind !== 'workflow') {
      const body = { ...content, ...note, tags } as unknown as NewWorkflow;
      const made = await this.#client.workflows.create(body);
      if ('id' in made) return made.id;
      throw new CliError('The server has only checked the workflow.', { exitCode: EXIT.failed });
    }
    const removed = POLICY_FIELDS.filter(
      (field) => content[field] === undefined && object.content[field] !== undefined,
    );
    const absent = Object.fromEntries(removed.map((field) => [field, null]));
    const body = { ...content, ...absent, ...note, tags } as unknown as WorkflowChange;
    await this.#client.workflows.update(object.id, body, { ifMatch: entityTag(object.document.version) });
    return object.id;
  }

  async #saveFlow(file: DesiredFile, object: RemoteObject | null): Promise<string> {
    const { content } = file;
    const before = object === null ? await this.#createFlow(file) : await this.#currentFlow(object);
    const { id } = before;
    const known = object !== null && object.kind === 'flow' ? object : null;
    let flow = before;
    const operate = async (operation: object) => {
      flow = await this.#client.workflows.applyFlowOperation(id, operation as FlowOperation);
    };
    if (known === null || changesSteps(content, known.content)) {
      await operate({ type: 'IMPORT_FLOW', request: file.imported ?? {} });
    }
    if (known !== null && content.folder !== undefined && content.folder !== known.folderName) {
      const folderId = typeof content.folder === 'string' ? await this.#folderId(content.folder) : null;
      await operate({ type: 'CHANGE_FOLDER', request: { folderId } });
    }
    const status = typeof content.status === 'string' ? content.status : null;
    if (content.published === true && !isPublished(flow)) {
      const kept = known === null || known.document.publishedVersionId === null ? 'ENABLED' : known.document.status;
      await operate({ type: 'LOCK_AND_PUBLISH', request: { status: status ?? kept } });
    }
    if (status !== null && flow.status !== status) await operate({ type: 'CHANGE_STATUS', request: { status } });
    await operate({ type: 'UPDATE_METADATA', request: { metadata: this.#metadata(file, flow) } });
    return id;
  }

  async #createFlow({ name, key, content }: DesiredFile): Promise<Flow> {
    return await this.#client.workflows.createFlow({
      displayName: name,
      ...(typeof content.folder === 'string' && { folderName: content.folder }),
      metadata: {
        ...(isObject(content.metadata) ? content.metadata : {}),
        [FLOW_MARKER]: { folder: this.#folder, key },
      } as never,
    });
  }

  /** @throws CliError when the flow is another than the plan was made for */
  async #currentFlow(object: RemoteObject): Promise<Flow> {
    const flow = await this.#client.workflows.getFlow(object.id);
    if (object.kind === 'flow') requireSame(object.document, flow);
    return flow;
  }

  async #folderId(displayName: string): Promise<string> {
    return (await this.#client.workflows.createFolder({ displayName })).id;
  }

  #metadata({ key, hash, content }: DesiredFile, flow: Flow): JsonObject {
    const own = isObject(content.metadata) ? content.metadata : metadataOf(flow);
    const { displayName = '', trigger = null } = flow.version as unknown as JsonObject;
    const stored = stepsHash(flowContent({ displayName, trigger }, {}));
    return { ...own, [FLOW_MARKER]: { folder: this.#folder, key, file: hash, stored } };
  }
}

function changesSteps(wanted: JsonObject, found: JsonObject): boolean {
  const hasNotes = wanted.notes !== undefined && JSON.stringify(wanted.notes) !== JSON.stringify(found.notes);
  return hasNotes || stepsHash(wanted) !== stepsHash(found);
}

/** Two states of a flow that is to be changed: operations have no condition, so it is looked at just before. */
function requireSame(planned: Flow, now: Flow): void {
  if (now.version.id === planned.version.id && now.version.updated === planned.version.updated) return;
  throw new CliError(`Somebody changed flow ${now.id} while this was going on.`, {
    exitCode: EXIT.conflict,
    hint: 'Plan again: the change shows there.',
  });
}

function entityTag(version: number): string {
  return `"${version}"`;
}
