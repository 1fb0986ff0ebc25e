import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem, callApi } from '../../lib/api-client.ts';
import { queryClient } from '../../lib/queries.ts';
import type { Workflow, WorkflowDraft } from '../../lib/resources.ts';
import { workflowDraft } from '../../lib/version-queries.ts';
import { type Draft, format, useDraft } from './draft.ts';
import { editable, editableDraft, withRemovals } from './editable.ts';

/** A workflow while it is edited: published at once, or kept as a draft first. */
export interface WorkflowEditor {
  draft: Draft;
  /** The draft as it was kept last; null where there is none. */
  kept: WorkflowDraft | null;
  /** Whether the text is another than what was kept. */
  isChanged: boolean;
  note: string;
  setNote(note: string): void;
  isBusy: boolean;
  isKept: boolean;
  error: unknown;
  /** Whether somebody else changed or published the draft meanwhile. */
  isOvertaken: boolean;
  keep(): void;
  publish(force: boolean): void;
  discard(): void;
  /** Takes the draft as it is stored now, in place of the text. */
  reload(): void;
}

export function useWorkflowEditor(workflow: Workflow, found: WorkflowDraft | null): WorkflowEditor {
  const { _id: id } = workflow;
  const published = editable(workflow);
  const shown = (one: WorkflowDraft | null) => (one === null ? published : editableDraft(workflow, one));
  const [kept, setKept] = useState(() => ({ draft: found, text: format(shown(found)) }));
  const [note, setNote] = useState(typeof found?.note === 'string' ? found.note : '');
  const noteField = note.trim() === '' ? {} : { note: note.trim() };

  const draft = useDraft(
    shown(found),
    async (definition) => {
      const change = withRemovals(published, definition);
      await callApi('PUT', `/v1/workflows/${id}`, { ...(change as object), ...noteField });
      await queryClient.invalidateQueries({ queryKey: ['workflow', id] });
    },
    { text: kept.text, faults: kept.draft?.errors ?? [] },
  );
  const take = (next: WorkflowDraft | null, text: string) => {
    setKept({ draft: next, text });
    queryClient.setQueryData(workflowDraft(id).queryKey, next);
    void queryClient.invalidateQueries({ queryKey: ['workflow', id, 'diff'] });
  };
  const show = (next: WorkflowDraft | null) => {
    const content = shown(next);
    draft.replace(content);
    take(next, format(content));
  };
  const store = async () => {
    const content = { ...(withRemovals(published, draft.read()) as object), ...noteField };
    const stored = await callApi<WorkflowDraft>('PUT', draftPath(id), content, ifMatch(kept.draft));
    take(stored, draft.text);
    return stored;
  };
  const keeping = useMutation({ mutationFn: store });
  const publishing = useMutation({
    mutationFn: async (force: boolean) => {
      const isStored = kept.draft !== null && kept.text === draft.text;
      const stored = isStored ? kept.draft : await store();
      const body = { ...noteField, ...(force ? { force } : {}) };
      await callApi('POST', `/v1/workflows/${id}/publish`, body, ifMatch(stored));
      queryClient.setQueryData(workflowDraft(id).queryKey, null);
      await queryClient.invalidateQueries({ queryKey: ['workflow', id] });
    },
  });
  const discarding = useMutation({
    mutationFn: async () => {
      await callApi('DELETE', draftPath(id), undefined, ifMatch(kept.draft));
      show(null);
    },
  });
  const reloading = useMutation({
    mutationFn: async () => show(await queryClient.fetchQuery({ ...workflowDraft(id), staleTime: 0 })),
  });
  const mutations = [keeping, publishing, discarding, reloading];
  const act = (action: () => void) => () => {
    for (const mutation of mutations) mutation.reset();
    action();
  };
  const error = mutations.map((mutation) => mutation.error).find((one) => one !== null);
  return {
    ...{ draft, kept: kept.draft, note, setNote, error },
    isChanged: draft.text !== kept.text,
    isBusy: draft.isBusy || mutations.some(({ isPending }) => isPending),
    isKept: keeping.isSuccess && draft.text === kept.text,
    isOvertaken: error instanceof ApiProblem && OVERTAKEN.has(error.code),
    keep: act(keeping.mutate),
    publish: (force) => act(() => publishing.mutate(force))(),
    discard: act(discarding.mutate),
    reload: act(reloading.mutate),
  };
}

/** Codes of the API for a draft that is no longer what it was. */
const OVERTAKEN: ReadonlySet<string> = new Set(['PRECONDITION_FAILED', 'DRAFT_NOT_FOUND']);

function draftPath(workflowId: string): string {
  return `/v1/workflows/${workflowId}/draft`;
}

function ifMatch(draft: WorkflowDraft | null): Record<string, string> {
  return draft === null ? {} : { 'if-match': `"${draft.revision}"` };
}
