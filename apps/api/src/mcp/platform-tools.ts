import type { JsonObject } from '@perdura/definition';

/** Where an argument goes in a request of the HTTP API. */
type Part = 'params' | 'query' | 'body';

/** An argument of a tool, named as the API names it. */
export interface PlatformArgument {
  part: Part;
  schema: JsonObject;
  isRequired: boolean;
}

/** A tool that is one route of the HTTP API. */
export interface PlatformTool {
  name: string;
  operationId: string;
  description: string;
  /** Whether it changes anything. */
  writes: boolean;
  args: Record<string, PlatformArgument>;
}

const text = (description: string, rest: JsonObject = {}): JsonObject => ({ type: 'string', description, ...rest });
const LIMIT = { type: 'integer', minimum: 1, maximum: 100, description: 'How many at most' };
const CURSOR = text('`nextCursor` or `next` of the answer before');
const DATA = { type: 'object', description: 'The trigger’s data' };

const inPath = (description: string): PlatformArgument => ({
  part: 'params',
  schema: text(description),
  isRequired: true,
});
const inQuery = (schema: JsonObject): PlatformArgument => ({ part: 'query', schema, isRequired: false });
const inBody = (schema: JsonObject, isRequired = false): PlatformArgument => ({ part: 'body', schema, isRequired });

const PAGE = { limit: inQuery(LIMIT), cursor: inQuery(CURSOR) };
const RUN = inPath('Id of a run');

const READING: Omit<PlatformTool, 'writes'>[] = [
  {
    name: 'list_workflows',
    operationId: 'listWorkflows',
    description: 'Lists the project’s workflows, newest first.',
    args: { q: inQuery(text('Text within name or description')), ...PAGE },
  },
  {
    name: 'get_workflow',
    operationId: 'getWorkflow',
    description: 'Shows a workflow with its trigger, nodes and edges.',
    args: { id: inPath('Id of a workflow') },
  },
  {
    name: 'list_flows',
    operationId: 'listFlows',
    description: 'Lists the project’s flows, newest first.',
    args: { name: inQuery(text('Text within the name')), ...PAGE },
  },
  {
    name: 'search_runs',
    operationId: 'searchRuns',
    description: 'Searches runs, newest first: of a workflow, in a state, with a tag, by text.',
    args: {
      workflowId: inQuery(text('Runs of this workflow')),
      status: inQuery(text('pending, running, waiting, completed, failed or cancelled')),
      tag: inQuery(text('With this tag')),
      businessKey: inQuery(text('With this business key')),
      error: inQuery(text('Text within the error')),
      createdAfter: inQuery(text('ISO 8601', { format: 'date-time' })),
      createdBefore: inQuery(text('ISO 8601', { format: 'date-time' })),
      ...PAGE,
    },
  },
  {
    name: 'get_run',
    operationId: 'getRun',
    description: 'Shows a run with its steps, results and errors.',
    args: { id: RUN },
  },
  {
    name: 'list_approvals',
    operationId: 'listApprovals',
    description: 'Lists approvals, newest first.',
    args: {
      status: inQuery(text('pending, approved, rejected, …')),
      mine: inQuery({ type: 'boolean', description: 'Those that wait for the caller' }),
      ...PAGE,
    },
  },
  {
    name: 'list_schedules',
    operationId: 'listSchedules',
    description: 'Lists schedules of workflows.',
    args: PAGE,
  },
];

const WRITING: Omit<PlatformTool, 'writes'>[] = [
  {
    name: 'run_workflow',
    operationId: 'runWorkflow',
    description: 'Starts a run of a workflow. `wait` waits so many seconds for its end.',
    args: {
      id: inPath('Id of a workflow'),
      data: inBody(DATA),
      wait: inQuery({ type: 'integer', minimum: 1, maximum: 50, description: 'Seconds' }),
    },
  },
  {
    name: 'cancel_run',
    operationId: 'cancelRun',
    description: 'Asks a run to end.',
    args: { id: RUN },
  },
  {
    name: 'retry_run',
    operationId: 'retryRun',
    description: 'Repeats a run that has ended, from where it failed.',
    args: { id: RUN },
  },
  {
    name: 'decide_approval',
    operationId: 'decideApproval',
    description: 'Approves or rejects as the user of the credential.',
    args: {
      id: inPath('Id of an approval'),
      decision: inBody({ type: 'string', enum: ['approve', 'reject'] }, true),
      comment: inBody(text('Why')),
      form: inBody({ description: 'What the task’s form asks for' }),
    },
  },
  {
    name: 'publish_event',
    operationId: 'publishEvent',
    description: 'Publishes an event: workflows that listen to it start, and steps that wait for it go on.',
    args: {
      type: inBody(text('Such as order.paid'), true),
      data: inBody({ description: 'What it tells' }),
      id: inBody(text('Of the event: a repeat of it is passed over')),
      correlationKey: inBody(text('For steps that wait for events of one key')),
    },
  },
];

/** The tools of the platform's own MCP server that are routes of its API. */
export const PLATFORM_TOOLS: readonly PlatformTool[] = [
  ...READING.map((tool) => ({ ...tool, writes: false })),
  ...WRITING.map((tool) => ({ ...tool, writes: true })),
];

/** JSON Schema of the arguments of a tool. */
export function platformSchema({ args }: Pick<PlatformTool, 'args'>): JsonObject {
  const entries = Object.entries(args);
  const required = entries.filter(([, { isRequired }]) => isRequired).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, { schema }]) => [name, schema])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}
