import { isRecord } from '../../lib/nested-nodes.ts';
import type { Workflow, WorkflowDraft } from '../../lib/resources.ts';

/** What of a workflow its author writes. */
export function editable(workflow: Workflow) {
  const { name, description, trigger, nodes, edges, tags, timeoutMs, concurrency } = workflow;
  const { rateLimit, priority, onFailure, businessKey, retentionDays, tool } = workflow;
  const policies = { timeoutMs, concurrency, rateLimit, priority, onFailure, businessKey, retentionDays, tool };
  return { name, description, trigger, ...(tags.length === 0 ? {} : { tags }), ...policies, nodes, edges };
}

/** A change keeps what it does not name, so a policy that the author took away is named with null. */
export function withRemovals(before: object, definition: unknown): unknown {
  if (!isRecord(definition)) return definition;
  const kept = new Set(['name', 'description', 'trigger', 'nodes', 'edges']);
  const gone = Object.entries(before).filter(
    ([field, value]) => value !== undefined && !kept.has(field) && !Object.hasOwn(definition, field),
  );
  return { ...definition, ...Object.fromEntries(gone.map(([field]) => [field, field === 'tags' ? [] : null])) };
}

/** What a draft is beside what its author wrote. */
const DRAFT_ONLY: ReadonlySet<string> = new Set([
  ...['workflowId', 'baseVersion', 'outdated', 'revision', 'valid', 'errors', 'by', 'updatedAt', 'note'],
]);

/** The workflow as it would be with its draft: what a draft does not name stays, null takes a policy away. */
export function editableDraft(workflow: Workflow, draft: WorkflowDraft): Record<string, unknown> {
  const written = Object.entries(draft).filter(([field]) => !DRAFT_ONLY.has(field));
  const whole = Object.entries({ ...editable(workflow), ...Object.fromEntries(written) });
  return Object.fromEntries(whole.filter(([field, value]) => value !== null && !isNoTags(field, value)));
}

function isNoTags(field: string, value: unknown): boolean {
  return field === 'tags' && Array.isArray(value) && value.length === 0;
}
