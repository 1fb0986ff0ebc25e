import type { Database } from '../database.ts';
import type { VersionedFlow } from '../flows.ts';
import type { FolderRow } from '../folders.ts';
import type { McpServerRow } from '../mcp/mcp-servers.ts';
import { compiled } from './fixtures.ts';

export interface FurnishedFlow {
  ownFlow: VersionedFlow;
  folder: FolderRow;
  mcpServer: McpServerRow;
  sampleId: string;
}

/** A flow of a project, in a folder, with a sample. */
export async function furnishFlow(
  database: Database,
  { projectId, userId }: { projectId: string; userId: string },
): Promise<FurnishedFlow> {
  const folder = await database.folders.put(projectId, 'own');
  const trigger = { type: 'EMPTY' as const, name: 'trigger', displayName: 'Trigger', valid: false, settings: {} };
  const content = { displayName: 'own', trigger, valid: false, schemaVersion: null, connectionIds: [], notes: [] };
  const version = { ...content, updatedBy: userId };
  const ownFlow = await database.flows.create(projectId, { userId, folderId: folder.id, metadata: null, version });
  const sampleId = await database.flowSamples.put(projectId, sampleOf(ownFlow, 'own'));
  if (sampleId === null) throw new Error('the sample was not kept');
  const mcpServer = await database.mcpServers.create(projectId, { name: 'own', tools: [OWN_TOOL] });
  return { ownFlow, folder, mcpServer, sampleId };
}

const OWN_TOOL = {
  ...{ type: 'PIECE' as const, toolName: null, flowId: null },
  pieceMetadata: { pieceName: '@activepieces/piece-math-helper', pieceVersion: '~0.1.0', actionName: 'addition_math' },
};

function sampleOf({ flow, version }: VersionedFlow, payload: string) {
  return { flowId: flow.id, versionId: version.id, stepName: 'trigger', type: 'OUTPUT' as const, payload };
}

type Attempt = (database: Database, stranger: string, own: FurnishedFlow) => Promise<unknown>;

const FIRST_PAGE = { limit: 100, cursor: null };
const EMPTY_PAGE = { items: [], next: null, previous: null };

/** What a stranger who knows every id gets from each method, and the harmless answer. */
export const FLOW_ATTEMPTS: Record<string, [Attempt, unknown]> = {
  'flows.count': [(d, s) => d.flows.count(s, {}), 0],
  'flows.get': [(d, s, { ownFlow }) => d.flows.get(s, ownFlow.flow.id), null],
  'flows.getVersioned': [(d, s, { ownFlow }) => d.flows.getVersioned(s, ownFlow.flow.id, ownFlow.version.id), null],
  'flows.list': [(d, s) => d.flows.list(s, {}, FIRST_PAGE), EMPTY_PAGE],
  'flows.versionedOf': [(d, s, { ownFlow }) => d.flows.versionedOf(s, [ownFlow.flow.id]), new Map()],
  'flows.remove': [(d, s, { ownFlow }) => d.flows.remove(s, ownFlow.flow.id), false],
  'flows.update': [(d, s, { ownFlow }) => d.flows.update(s, ownFlow.flow.id, { status: 'ENABLED' }), null],
  'flowVersions.ensureRunVersion': [
    (d, s, { ownFlow }) => {
      const made = { name: 'evil', authorId: 'evil', plan: compiled().plan, hash: 'evil' };
      return d.flowVersions.ensureRunVersion(s, ownFlow.version, made).catch(() => 'refused');
    },
    'refused',
  ],
  'flowVersions.get': [(d, s, { ownFlow }) => d.flowVersions.get(s, ownFlow.version.id), null],
  'flowVersions.list': [(d, s, { ownFlow }) => d.flowVersions.list(s, ownFlow.flow.id, FIRST_PAGE), EMPTY_PAGE],
  'flowVersions.lock': [(d, s, { ownFlow }) => d.flowVersions.lock(s, ownFlow.version), false],
  'flowVersions.unlock': [(d, s, { ownFlow }) => d.flowVersions.unlock(s, ownFlow.version.id), undefined],
  'flowVersions.save': [
    (d, s, { ownFlow: { version } }) => d.flowVersions.save(s, version, { ...version, displayName: 'evil' }),
    null,
  ],
  'flowSamples.get': [(d, s, { sampleId }) => d.flowSamples.get(s, sampleId), null],
  'flowSamples.put': [(d, s, { ownFlow }) => d.flowSamples.put(s, sampleOf(ownFlow, 'evil')), null],
  'folders.get': [(d, s, { folder }) => d.folders.get(s, folder.id), null],
  'folders.list': [(d, s) => d.folders.list(s, FIRST_PAGE), EMPTY_PAGE],
  'folders.remove': [(d, s, { folder }) => d.folders.remove(s, folder.id), false],
  'folders.update': [(d, s, { folder }) => d.folders.update(s, folder.id, { displayName: 'evil' }), null],
  'flowTargets.offered': [(d, s, { ownFlow }) => d.flowTargets.offered(s, [ownFlow.flow.id], 'mcp', 10), []],
  'mcpServers.get': [(d, s, { mcpServer }) => d.mcpServers.get(s, mcpServer.id), null],
  'mcpServers.list': [(d, s) => d.mcpServers.list(s, {}, FIRST_PAGE), EMPTY_PAGE],
  'mcpServers.remove': [(d, s, { mcpServer }) => d.mcpServers.remove(s, mcpServer.id), false],
  'mcpServers.rotate': [(d, s, { mcpServer }) => d.mcpServers.rotate(s, mcpServer.id), null],
  'mcpServers.update': [
    (d, s, { mcpServer }) => d.mcpServers.update(s, mcpServer.id, { name: 'evil', tools: [] }),
    null,
  ],
  'mcpCalls.ensureToolVersion': [
    (d, s, { ownFlow }) => {
      const made = { name: 'evil', authorId: 'evil', plan: compiled().plan, hash: 'evil' };
      return d.mcpCalls.ensureToolVersion(s, ownFlow.flow.id, made);
    },
    null,
  ],
  'mcpCalls.isListedTool': [(d, s, { mcpServer }) => d.mcpCalls.isListedTool(s, mcpServer.tools[0]?.id ?? ''), false],
  'mcpCalls.madeBy': [(d, s) => d.mcpCalls.madeBy(s, { scope: 's', key: 'k' }), null],
  'mcpCalls.workflowTools': [(d, s) => d.mcpCalls.workflowTools(s, 10), []],
};

/** Methods that make rows of their own, and those that are of any project. */
export const FLOW_WITHOUT_FOREIGN_ID = [
  ...['flows.create', 'folders.put', 'mcpServers.create'],
  ...['mcpServers.findByAddress', 'mcpServers.rewrap'],
];
