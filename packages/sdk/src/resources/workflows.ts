import type { FlowDefinition } from '../builders/flow-definition.ts';
import { TimeoutError } from '../errors.ts';
import { WorkflowsMethods } from '../generated/methods.ts';
import type {
  Flow,
  FlowRunWithSteps,
  McpServer,
  McpServerPage,
  NewWorkflow,
  ValidDefinition,
  Workflow,
} from '../generated/openapi.ts';
import type { PagedList } from '../paging.ts';
import type { AnswerOf, CallOptions, QueryOf } from '../resource.ts';
import { pause } from '../transport/retry.ts';
import type { WaitOptions } from './runs.ts';

const OPEN_STATUSES = new Set<string>(['QUEUED', 'RUNNING', 'PAUSED']);
const FIRST_LOOK_MS = 100;
const LAST_LOOK_MS = 2_000;

export interface ImportOptions extends CallOptions {
  /** The flow that becomes this one; a new one unless told. */
  flowId?: string;
  publish?: boolean;
  folderId?: string;
}

/** What a flow that was triggered is known by. */
export interface TriggeredFlow {
  /** The run; empty where the answer names none. */
  runId: string;
  /** The request. */
  webhookId: string;
}

/** Workflows and their versions, and the flow engine: flows, runs of flows, folders, connections, pieces and more. */
export class Workflows extends WorkflowsMethods {
  /**
   * Creates a workflow.
   *
   * `POST /v1/workflows`
   */
  create(body: NewWorkflow, options: CallOptions = {}): Promise<Workflow> {
    return this.caller.send('createWorkflow', [], body, options);
  }

  /**
   * Checks a definition without saving it.
   *
   * `POST /v1/workflows?validate=true`
   * @throws InvalidRequestError which names each fault
   */
  validate(body: NewWorkflow, options: CallOptions = {}): Promise<ValidDefinition> {
    return this.caller.send('createWorkflow', [], body, { ...options, validate: true });
  }

  /**
   * Runs the published version of a flow with a payload, and does not wait for it.
   *
   * `POST /v1/webhooks/{flowId}`
   */
  async triggerFlow(flowId: string, payload: unknown = {}, options: CallOptions = {}): Promise<TriggeredFlow> {
    const { headers } = await this.caller.open('callFlow', [flowId], payload, options);
    return { runId: headers.get('x-run-id') ?? '', webhookId: headers.get('x-webhook-id') ?? '' };
  }

  /**
   * Makes a flow of a whole definition, as the builder and `getFlowTemplate` give them, or changes the one that `flowId`
   * names to it; with `publish` it is in force when it answers.
   */
  async importFlow(
    definition: FlowDefinition,
    { flowId, publish = false, folderId, ...options }: ImportOptions = {},
  ): Promise<Flow> {
    const { displayName } = definition;
    const id = flowId ?? (await this.createFlow({ displayName, folderId }, options)).id;
    const flow = await this.applyFlowOperation(id, { type: 'IMPORT_FLOW', request: definition }, options);
    return publish ? this.applyFlowOperation(id, { type: 'LOCK_AND_PUBLISH' }, options) : flow;
  }

  /**
   * Waits until a run of a flow has ended, asking ever less often, and answers it with its steps.
   * @throws TimeoutError when `timeoutMs` is over; the run goes on
   */
  async waitForRun(runId: string, { timeoutMs, signal }: Omit<WaitOptions, 'onEvent'> = {}): Promise<FlowRunWithSteps> {
    const until = timeoutMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + timeoutMs;
    for (let waitMs = FIRST_LOOK_MS; ; waitMs = Math.min(waitMs * 1.5, LAST_LOOK_MS)) {
      const run = await this.getRun(runId, { signal });
      if (!OPEN_STATUSES.has(run.status)) return run;
      const left = until - Date.now();
      if (left <= 0) {
        const detail = `Run ${runId} has not ended within ${timeoutMs} ms; it goes on`;
        throw new TimeoutError({ status: null, code: 'TIMED_OUT', detail, runId });
      }
      await pause(Math.min(waitMs, left), signal);
    }
  }

  /**
   * The automations of channels: flows and workflows that messages start.
   *
   * `GET /v2/backend/workflows/channel_automation`
   */
  listChannelAutomation(
    options: QueryOf<'listChannelAutomation'> & CallOptions = {},
  ): Promise<AnswerOf<'listChannelAutomation'>> {
    const id = this.caller.gateway ? 'listChannelAutomationOfService' : 'listChannelAutomation';
    return this.caller.send(id, [], undefined, options);
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
