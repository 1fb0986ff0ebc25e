import { hasRole } from '@perdura/contracts';
import type { Actor, McpServerRow, McpToolRow, VersionedFlow } from '@perdura/database';
import { wireId } from '@perdura/definition';
import { entityFields } from '../../engine/entity-fields.ts';
import { presentFlow } from '../flows/presenter.ts';

/** What a server is shown with. */
export interface McpServerView {
  /** Of the tools; those that are gone are left out, and their tools with them. */
  flows: Map<string, VersionedFlow>;
  /** Base of absolute addresses. */
  origin: string;
  /** Whether the caller may start runs, which is what the token lets its holder do. */
  showsToken: boolean;
}

/** Whether somebody may see tokens. */
export function maySeeToken({ scopes, role }: Pick<Actor, 'scopes' | 'role'>): boolean {
  return scopes.includes('write') && hasRole(role, 'operator');
}

export function presentMcpServer(row: McpServerRow, { flows, origin, showsToken }: McpServerView) {
  const { projectId, name, externalId, token, tools } = row;
  return {
    ...entityFields(row),
    ...{ projectId, name, externalId, token: showsToken ? token : '***', url: `${origin}${mcpPath(externalId)}` },
    tools: tools.map((tool) => presentTool(tool, flows)).filter((tool) => tool !== null),
  };
}

/** What the audit log keeps of a server. */
export function auditedMcpServer({ name, tools }: McpServerRow) {
  const listed = tools.map(({ toolName, type, flowId, pieceMetadata }) => ({ toolName, type, flowId, pieceMetadata }));
  return { name, tools: listed };
}

/** Where a server answers its clients. */
export function mcpPath(externalId: string): string {
  return `/v1/mcp/${externalId}`;
}

function presentTool(tool: McpToolRow, flows: McpServerView['flows']) {
  const { externalId, toolName, flowId, pieceMetadata } = tool;
  const fields = { ...entityFields(tool), externalId, toolName, mcpId: wireId(tool.mcpId) };
  if (tool.type === 'PIECE') return { ...fields, type: 'PIECE' as const, pieceMetadata: metadataOf(pieceMetadata) };
  const flow = flows.get(flowId ?? '');
  if (flow === undefined) return null;
  return { ...fields, type: 'FLOW' as const, flowId: wireId(flow.flow.id), flow: presentFlow(flow) };
}

function metadataOf(stored: McpToolRow['pieceMetadata']) {
  const { pieceName = '', pieceVersion = '', actionName = '', ...rest } = stored ?? {};
  const { actionDisplayName = actionName, logoUrl = '', connectionExternalId = null } = rest;
  return {
    ...{ pieceName: String(pieceName), pieceVersion: String(pieceVersion), actionName: String(actionName) },
    ...{ actionDisplayName: String(actionDisplayName), logoUrl: String(logoUrl) },
    ...(connectionExternalId === null ? {} : { connectionExternalId: String(connectionExternalId) }),
  };
}
