import type { FlowTarget, McpServerRow, WorkflowTool } from '@perdura/database';
import type { JsonObject } from '@perdura/definition';
import type { AppDependencies } from '../app-dependencies.ts';
import { flowTool, MCP_PIECE } from './flow-tool.ts';
import { actionSchema, type PieceTool, pieceTool } from './piece-tool.ts';
import { type Nameable, toolNames } from './tool-names.ts';

/** What a call of a tool runs. */
export type ToolTarget =
  | { kind: 'flow'; flow: FlowTarget; waits: boolean }
  | { kind: 'piece'; piece: PieceTool }
  | { kind: 'workflow'; workflowId: string };

/** A tool as clients see it. */
export interface OfferedTool {
  name: string;
  /** For people. */
  title: string;
  description: string;
  inputSchema: JsonObject;
  target: ToolTarget;
}

/** Most flows, and most workflows, that one server offers beside what it lists. */
const MOST = 250;

/**
 * The tools of a server: what it lists, in its order; then the project's enabled flows with an MCP trigger, and its
 * workflows that are marked as tools, both oldest first.
 */
export async function offeredTools(deps: AppDependencies, server: McpServerRow): Promise<OfferedTool[]> {
  const { flowTargets, mcpCalls } = deps.database;
  const { projectId, tools: listed } = server;
  const flowIds = listed.flatMap(({ flowId }) => flowId ?? []);
  const [flows, workflows, pieces] = await Promise.all([
    flowTargets.offered(projectId, flowIds, MCP_PIECE, MOST + flowIds.length),
    mcpCalls.workflowTools(projectId, MOST),
    Promise.all(listed.filter(({ type }) => type === 'PIECE').map((tool) => pieceTool(deps, tool))),
  ]);
  const flowsById = new Map(flows.map((flow) => [flow.flowId, flow]));
  const piecesById = new Map(pieces.map((piece) => [piece.tool.id, piece]));
  const first = listed.flatMap(({ id, flowId, toolName }) => {
    const piece = piecesById.get(id);
    const flow = flowsById.get(flowId ?? '');
    if (piece !== undefined) return [ofPiece(piece, toolName)];
    return flow === undefined ? [] : [ofFlow(flow, toolName)];
  });
  const others = flows.filter(({ flowId }) => !flowIds.includes(flowId)).map((flow) => ofFlow(flow, null));
  return named([...first, ...others, ...workflows.map(ofWorkflow)]);
}

type Unnamed = Nameable & Omit<OfferedTool, 'name'>;

function named(tools: Unnamed[]): OfferedTool[] {
  const names = toolNames(tools);
  return tools.map(({ id, wish: _wish, kind: _kind, ...tool }, index) => ({ name: names[index] ?? id, ...tool }));
}

function ofFlow(flow: FlowTarget, toolName: string | null): Unnamed {
  const { name, description, inputSchema, waits } = flowTool(flow.trigger);
  const { flowId: id, displayName: title } = flow;
  return {
    ...{ id, kind: 'flow', wish: toolName ?? name ?? title, title, inputSchema },
    ...{ description: description ?? title, target: { kind: 'flow', flow, waits } },
  };
}

function ofPiece(piece: PieceTool, toolName: string | null): Unnamed {
  const { tool, actionName, title, action } = piece;
  return {
    ...{ id: tool.id, kind: 'action', wish: toolName ?? actionName, title, inputSchema: actionSchema(piece) },
    ...{ description: action?.description || title, target: { kind: 'piece', piece } },
  };
}

function ofWorkflow({ workflowId, name: title, description, tool }: WorkflowTool): Unnamed {
  return {
    ...{ id: workflowId, kind: 'workflow', wish: tool.name ?? title, title },
    ...{ description: tool.description ?? (description || title), target: { kind: 'workflow', workflowId } },
    inputSchema: { ...tool.inputSchema, type: 'object' },
  };
}
