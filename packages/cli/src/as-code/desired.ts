import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-codes.ts';
import { flowContent } from './flow-content.ts';
import { isObject, type JsonObject } from './json.ts';
import { contentHash } from './marker.ts';
import type { DesiredObject } from './plan.ts';
import type { SourceFile } from './source-file.ts';
import { POLICY_FIELDS, workflowContent } from './workflow-content.ts';

/** What a file asks for, with all that applying it takes. */
export interface DesiredFile extends DesiredObject {
  source: SourceFile;
  /** Of a flow: what IMPORT_FLOW takes. */
  imported: JsonObject | null;
  /** What the new version is for. */
  note: string | null;
}

const IDENTITY = ['kind', 'key', 'id'];
const WORKFLOW_FIELDS = [
  ...IDENTITY,
  ...['name', 'description', 'enabled', 'note', 'trigger', 'nodes', 'edges', 'tags'],
  ...POLICY_FIELDS,
];
const FLOW_FIELDS = [
  ...IDENTITY,
  ...['displayName', 'name', 'folder', 'status', 'trigger', 'notes', 'schemaVersion', 'metadata', 'valid'],
];
const FLOW_STATES: readonly unknown[] = ['ENABLED', 'DISABLED', 'DRAFT'];
const KEY = /^[\p{L}\p{N}_][\p{L}\p{N}._ /-]{0,199}$/u;

/**
 * Reads what a file asks for. A workflow has `nodes`; a flow has a trigger of steps, and may be a template.
 *
 * @throws CliError that names the file and the line
 */
export function desiredOf(source: SourceFile): DesiredFile {
  const document = fromTemplate(source.document);
  return kindOf(document, source) === 'flow' ? desiredFlow(document, source) : desiredWorkflow(document, source);
}

function desiredWorkflow(document: JsonObject, source: SourceFile): DesiredFile {
  refuseUnknown(document, WORKFLOW_FIELDS, source);
  const name = requireText(document, 'name', source);
  const content = workflowContent(document);
  const note = typeof document.note === 'string' ? document.note : null;
  return {
    ...identity(document, source),
    kind: 'workflow',
    name,
    content,
    hash: contentHash(content),
    imported: null,
    note,
    source,
  };
}

function desiredFlow(document: JsonObject, source: SourceFile): DesiredFile {
  refuseUnknown(document, FLOW_FIELDS, source);
  const { trigger = null, notes, schemaVersion, status, folder, metadata } = document;
  const name = requireText(document, document.displayName === undefined ? 'name' : 'displayName', source);
  if (status !== undefined && !FLOW_STATES.includes(status)) {
    throw fault(source, '/status', `status is ${JSON.stringify(status)}; expected ENABLED, DISABLED or DRAFT`);
  }
  if (folder !== undefined && folder !== null && typeof folder !== 'string') {
    throw fault(source, '/folder', 'folder: expected the name of a folder, or null for none');
  }
  const content = flowContent(
    { displayName: name, trigger, ...(notes !== undefined && { notes }) },
    {
      ...(folder === undefined ? {} : { folder }),
      ...(status === 'DRAFT' ? {} : { published: true }),
      ...(typeof status === 'string' && status !== 'DRAFT' && { status }),
      ...(isObject(metadata) && { metadata }),
    },
  );
  const imported = {
    displayName: name,
    trigger,
    ...(schemaVersion !== undefined && { schemaVersion }),
    ...(Array.isArray(notes) && { notes }),
  };
  return {
    ...identity(document, source),
    kind: 'flow',
    name,
    content,
    hash: contentHash(content),
    imported,
    note: null,
    source,
  };
}

/** A template that was exported holds its flow in `template` or `flows`. */
function fromTemplate(document: JsonObject): JsonObject {
  const [first] = Array.isArray(document.flows) ? document.flows : [];
  const inner = isObject(document.template) ? document.template : first;
  if (!isObject(inner) || document.trigger !== undefined) return document;
  const own = Object.fromEntries(
    ['key', 'id', 'folder', 'status'].flatMap((name) => (name in document ? [[name, document[name]]] : [])),
  );
  return { ...own, ...inner } as JsonObject;
}

function kindOf(document: JsonObject, source: SourceFile): 'workflow' | 'flow' {
  const { kind, trigger } = document;
  if (kind === 'workflow' || kind === 'flow') return kind;
  if (kind !== undefined) throw fault(source, '/kind', `kind is ${JSON.stringify(kind)}; expected workflow or flow`);
  if (document.nodes !== undefined) return 'workflow';
  const type = isObject(trigger) ? trigger.type : undefined;
  if (type === 'PIECE_TRIGGER' || type === 'EMPTY') return 'flow';
  throw fault(
    source,
    '',
    'this is neither a workflow, which has nodes, nor a flow, whose trigger is of type PIECE_TRIGGER or EMPTY',
  );
}

function identity(document: JsonObject, source: SourceFile) {
  const key = document.key ?? source.path.replace(/\.(json|ya?ml)$/, '');
  if (typeof key !== 'string' || !KEY.test(key)) {
    const place = document.key === undefined ? '' : '/key';
    throw fault(
      source,
      place,
      `${JSON.stringify(key)} cannot be a key: expected letters, digits, "_", "-", ".", "/" and spaces`,
    );
  }
  return { key, path: source.path, id: typeof document.id === 'string' ? document.id : null };
}

function refuseUnknown(document: JsonObject, known: readonly string[], source: SourceFile): void {
  const unknown = Object.keys(document).find((field) => !known.includes(field));
  if (unknown !== undefined) {
    throw fault(source, `/${unknown}`, `unknown field ${JSON.stringify(unknown)}; expected one of ${known.join(', ')}`);
  }
}

function requireText(document: JsonObject, field: string, source: SourceFile): string {
  const value = document[field];
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw fault(source, `/${field}`, `${field}: expected a text`);
}

function fault(source: SourceFile, pointer: string, message: string): CliError {
  return new CliError(`${source.path}:${source.lineOf(pointer)}: ${message}.`, { exitCode: EXIT.conflict });
}
