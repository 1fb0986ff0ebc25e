import type { FlowRow, FlowVersionRow, VersionedFlow } from '@perdura/database';
import { type FlowAction, type FlowTrigger, flowSteps, type JsonObject, mapFlow, wireId } from '@perdura/definition';
import { entityFields, wireIdOrNull } from '../../engine/entity-fields.ts';

export function presentFlow({ flow, version }: VersionedFlow) {
  const { projectId, externalId, status, metadata, operationStatus, timeSavedPerRun, triggerSource } = flow;
  return {
    ...entityFields(flow),
    ...{ projectId, status, metadata, operationStatus, timeSavedPerRun, templateId: null },
    // Without a name of its own it is known by its id.
    externalId: externalId === flow.id ? wireId(flow.id) : externalId,
    ownerId: wireIdOrNull(flow.ownerId),
    folderId: wireIdOrNull(flow.folderId),
    publishedVersionId: wireIdOrNull(flow.publishedVersionId),
    triggerSource: { schedule: triggerSource?.schedule ?? null },
    version: presentFlowVersion(version),
  };
}

export function presentFlowVersion(row: FlowVersionRow) {
  const { displayName, trigger, valid, state, schemaVersion, connectionIds, agentIds, notes, backupFiles } = row;
  return {
    ...entityFields(row),
    flowId: wireId(row.flowId),
    ...{ displayName, valid, state, schemaVersion, connectionIds, agentIds, backupFiles },
    trigger: json(trigger),
    notes: notes.map(json),
    updatedBy: wireIdOrNull(row.updatedBy),
  };
}

/** What the audit log keeps of a flow: which content it had, not the content, where inputs may be private. */
export function auditedFlow({ flow, version }: VersionedFlow) {
  const { status, folderId, publishedVersionId, ownerId, metadata } = flow;
  const { displayName, id: versionId, state, revision, valid } = version;
  return { displayName, status, folderId, ownerId, publishedVersionId, metadata, versionId, state, revision, valid };
}

/** A version as somebody else can import it: without connections, and without what was tried. */
export function presentTemplate({ flow, version }: { flow: FlowRow; version: FlowVersionRow }) {
  const { displayName, valid, schemaVersion, notes } = version;
  const trigger = mapFlow(version.trigger, shareable);
  const content = { displayName, trigger: json(trigger), valid, schemaVersion, notes: notes.map(json) };
  return {
    ...{ name: displayName, type: 'SHARED' as const, summary: '', description: '', tags: [], blogUrl: '' },
    ...{ author: '', categories: [], metadata: flow.metadata, pieces: piecesOf(trigger) },
    ...{ flows: [content], template: content },
  };
}

function shareable<Step extends FlowTrigger | FlowAction>(step: Step): Step {
  const { sampleData: _tried, input, ...settings } = step.settings as JsonObject;
  if (input === undefined) return { ...step, settings: settings as Step['settings'] };
  const shared = Object.fromEntries(Object.entries(input ?? {}).filter(([, value]) => !namesConnection(value)));
  return { ...step, settings: { ...settings, input: shared } as unknown as Step['settings'] };
}

function namesConnection(value: unknown): boolean {
  return typeof value === 'string' && /\{\{\s*connections\b/.test(value);
}

function piecesOf(trigger: FlowTrigger): string[] {
  const names = flowSteps(trigger).flatMap(({ settings }) =>
    'pieceName' in settings ? [String(settings.pieceName)] : [],
  );
  return [...new Set(names)];
}

/** Steps and notes are JSON, which their types do not say. */
function json(value: object): JsonObject {
  return value as JsonObject;
}
