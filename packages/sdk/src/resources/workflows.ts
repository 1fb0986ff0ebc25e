import { WorkflowsMethods } from '../generated/methods.ts';
import type { FlowRunWithSteps, McpServer, McpServerPage, NewWorkflow } from '../generated/openapi.ts';
import type { PagedList } from '../paging.ts';
import type { CallOptions, QueryOf } from '../resource.ts';

/** What a flow that was triggered is known by. */
export interface TriggeredFlow {
  /** The run; null where nothing was started. */
  runId: string | null;
  webhookId: string | null;
}

/** Workflows and their versions, and the flow engine: flows, runs of flows, folders, connections, pieces and more. */
export class Workflows extends WorkflowsMethods {
  /** Checks a definition without saving it. @throws InvalidRequestError which names each fault */
  async validate(body: NewWorkflow, options: CallOptions = {}): Promise<{ valid: true }> {
    await this.create(body, { ...options, validate: true });
    return { valid: true };
  }

  /**
   * Runs the published version of a flow with a payload, and does not wait for it.
   *
   * `POST /v1/webhooks/{flowId}`
   */
  async triggerFlow(flowId: string, payload: unknown = {}, options: CallOptions = {}): Promise<TriggeredFlow> {
    const { headers } = await this.caller.open('callFlow', [flowId], payload, options);
    return { runId: headers.get('x-run-id'), webhookId: headers.get('x-webhook-id') };
  }

  /**
   * The MCP servers of a project: the credential's, unless told.
   *
   * `GET /v1/mcp-servers`
   */
  listMcpServers(
    projectId?: string,
    options: Omit<QueryOf<'listMcpServers'>, 'projectId'> & CallOptions = {},
  ): PagedList<McpServer, McpServerPage> {
    return this.caller.list('listMcpServers', [], undefined, { ...options, projectId });
  }
}

export type { FlowRunWithSteps };
