import { QueryClient, queryOptions } from '@tanstack/react-query';
import { ApiProblem, callApi } from './api-client.ts';
import type {
  Approval,
  ApprovalPage,
  ApprovalStatus,
  ConnectionPage,
  GroupPage,
  MailMessage,
  Me,
  Run,
  StepDetail,
  StepStatus,
  ToolPage,
  Workflow,
  WorkflowPage,
  WorkflowVersion,
} from './resources.ts';
import { isOver } from './run-status.ts';

const LIVE_REFRESH_MS = 1_000;
const LIST_REFRESH_MS = 5_000;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (count, error) => count < 3 && error instanceof ApiProblem && (error.status === 0 || error.status >= 500),
    },
  },
});

/** What the console's own server knows of its surroundings. */
export const consoleSettings = queryOptions({
  queryKey: ['console'],
  queryFn: () => callApi<{ temporalUiUrl: string | null; mailbox: boolean }>('GET', '/console.json'),
  staleTime: Number.POSITIVE_INFINITY,
});

export const workflowList = (search: string, cursor: string | undefined) =>
  queryOptions({
    queryKey: ['workflows', search, cursor],
    queryFn: () => callApi<WorkflowPage>('GET', `/v1/workflows${queryString({ limit: '50', q: search, cursor })}`),
    refetchInterval: LIST_REFRESH_MS,
  });

export const workflowDetail = (id: string) =>
  queryOptions({ queryKey: ['workflow', id], queryFn: () => callApi<Workflow>('GET', `/v1/workflows/${id}`) });

/** A run with its steps; while it lives it is asked for again and again unless a stream tells what changed. */
export const runDetail = (id: string, isStreamed = false) =>
  queryOptions({
    queryKey: ['run', id],
    queryFn: () => callApi<Run>('GET', `/v1/runs/${id}`),
    refetchInterval: (query) =>
      isStreamed || (query.state.data !== undefined && isOver(query.state.data.status)) ? false : LIVE_REFRESH_MS,
  });

/** Which iterations of a step are looked at. */
export interface IterationFilters {
  status?: StepStatus | undefined;
  iteration?: string | undefined;
  cursor?: string | undefined;
}

/** One page of the iterations of a step, asked for again after so long while its run may still change it. */
export const stepDetail = (runId: string, nodeId: string, filters: IterationFilters, refreshMs: number | false) =>
  queryOptions({
    queryKey: ['run', runId, 'step', nodeId, filters],
    queryFn: () =>
      callApi<StepDetail>(
        'GET',
        `/v1/runs/${runId}/steps/${encodeURIComponent(nodeId)}${queryString({ ...filters, limit: '20' })}`,
      ),
    refetchInterval: refreshMs,
  });

/** The filters of the list of approvals, by their names on the wire. */
export interface ApprovalFilters {
  mine?: 'true' | undefined;
  overdue?: 'true' | undefined;
  status?: ApprovalStatus | undefined;
  runId?: string | undefined;
  workflowId?: string | undefined;
  cursor?: string | undefined;
}

export const approvalList = (filters: ApprovalFilters, limit = 25, refreshMs = LIST_REFRESH_MS) =>
  queryOptions({
    queryKey: ['approvals', filters, limit],
    queryFn: () => callApi<ApprovalPage>('GET', `/v1/approvals${queryString({ ...filters, limit: String(limit) })}`),
    refetchInterval: refreshMs,
    placeholderData: (previous) => previous,
  });

export const approvalDetail = (id: string) =>
  queryOptions({
    queryKey: ['approval', id],
    queryFn: () => callApi<Approval>('GET', `/v1/approvals/${id}`),
    refetchInterval: (query) => taskRefreshMs(query.state.data),
  });

/** A task that ended changes no more, but the run that it shows does. */
function taskRefreshMs(task: Approval | undefined): number | false {
  if (task === undefined || task.status === 'pending') return LIVE_REFRESH_MS;
  return isOver(task.run.status) ? false : LIST_REFRESH_MS;
}

/** Who acts with the key of this tab. */
export const me = queryOptions({
  queryKey: ['me'],
  queryFn: () => callApi<Me>('GET', '/v1/me'),
  staleTime: Number.POSITIVE_INFINITY,
});

export const groupList = queryOptions({
  queryKey: ['groups'],
  queryFn: () => callApi<GroupPage>('GET', '/v1/groups?limit=200'),
});

export const workflowVersion = (workflowId: string, version: number) =>
  queryOptions({
    queryKey: ['workflow', workflowId, 'version', version],
    queryFn: () => callApi<WorkflowVersion>('GET', `/v1/workflows/${workflowId}/versions/${version}`),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const toolList = queryOptions({
  queryKey: ['tools'],
  queryFn: () => callApi<ToolPage>('GET', '/v1/tools?limit=200'),
});

export const connectionList = queryOptions({
  queryKey: ['connections'],
  queryFn: () => callApi<ConnectionPage>('GET', '/v1/connections?limit=200'),
});

export const mailMessages = queryOptions({
  queryKey: ['mailbox'],
  queryFn: () => callApi<{ messages: MailMessage[] }>('GET', '/mailbox.json'),
  refetchInterval: LIST_REFRESH_MS,
});

/** The filled parameters as the search part of an address; empty for none. */
export function queryString(parameters: Record<string, string | undefined>): string {
  const filled = Object.entries(parameters).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
  );
  return filled.length === 0 ? '' : `?${new URLSearchParams(filled)}`;
}
