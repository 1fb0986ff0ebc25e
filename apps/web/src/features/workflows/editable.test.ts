import type { Workflow, WorkflowDraft } from '../../lib/resources.ts';
import { editable, editableDraft, withRemovals } from './editable.ts';

const WORKFLOW = {
  ...{ id: 'w', name: 'Report', description: '', version: 3, enabled: true, tags: ['daily'], priority: 2 },
  ...{ trigger: { type: 'manual' }, nodes: [], edges: [] },
} as unknown as Workflow;

const draft = (fields: object) =>
  ({
    ...{ workflowId: 'w', baseVersion: 3, outdated: false, revision: 1, valid: false, errors: [] },
    ...{ by: 'u', updatedAt: '2026-04-12T00:00:00.000Z', note: 'why' },
    ...fields,
  }) as WorkflowDraft;

test('a draft lies over the workflow, and what it took away is gone', () => {
  const shown = editableDraft(WORKFLOW, draft({ priority: null, tags: [], nodes: 'not yet' }));
  expect(JSON.parse(JSON.stringify(shown))).toEqual({
    ...{ name: 'Report', description: '', trigger: { type: 'manual' }, nodes: 'not yet', edges: [] },
  });
});

test('what the author took away is named as gone', () => {
  const { priority: _priority, tags: _tags, ...rest } = editable(WORKFLOW);
  expect(withRemovals(editable(WORKFLOW), rest)).toMatchObject({ priority: null, tags: [] });
});

test('a draft that is shown and kept again stays the same', () => {
  const kept = withRemovals(editable(WORKFLOW), editableDraft(WORKFLOW, draft({ priority: null, timeoutMs: 5 })));
  expect(kept).toMatchObject({ priority: null, timeoutMs: 5, tags: ['daily'] });
});
