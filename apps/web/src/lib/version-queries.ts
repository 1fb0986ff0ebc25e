import { queryOptions } from '@tanstack/react-query';
import { ApiProblem, callApi } from './api-client.ts';
import { queryString } from './queries.ts';
import type { LabelPage, VersionDiff, VersionPage, WorkflowDraft } from './resources.ts';

/** One page of the versions of a workflow, newest first. */
export const versionPage = (id: string, cursor: string | undefined) =>
  queryOptions({
    queryKey: ['workflow', id, 'versions', 'page', cursor],
    queryFn: () => callApi<VersionPage>('GET', `/v1/workflows/${id}/versions${queryString({ limit: '20', cursor })}`),
    placeholderData: (previous) => previous,
  });

export const labelList = (id: string) =>
  queryOptions({
    queryKey: ['workflow', id, 'labels'],
    queryFn: () => callApi<LabelPage>('GET', `/v1/workflows/${id}/labels?limit=200`),
  });

/** What differs between two versions; each side is a number, a label, `latest` or `draft`. */
export const versionDiff = (id: string, from: string, to: string) =>
  queryOptions({
    queryKey: ['workflow', id, 'diff', from, to],
    queryFn: () => callApi<VersionDiff>('GET', `/v1/workflows/${id}/versions/diff${queryString({ from, to })}`),
  });

/** The draft of a workflow; null where nobody works on one. */
export const workflowDraft = (id: string) =>
  queryOptions({ queryKey: ['workflow', id, 'draft'], queryFn: () => readDraft(id) });

async function readDraft(id: string): Promise<WorkflowDraft | null> {
  try {
    return await callApi<WorkflowDraft>('GET', `/v1/workflows/${id}/draft`);
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'DRAFT_NOT_FOUND') return null;
    throw error;
  }
}
