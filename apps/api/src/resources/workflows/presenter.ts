import type { VersionedWorkflow, WorkflowRow } from '@perdura/database';
import { type Trigger, webhookPath } from '@perdura/definition';
import { bothIds, time } from '../../page-request.ts';

/** A workflow as lists show it: without its graph. */
export function presentOverview(workflow: WorkflowRow) {
  return {
    ...bothIds(workflow.id),
    userId: workflow.userId,
    name: workflow.name,
    description: workflow.description,
    trigger: workflow.trigger,
    ...webhookAddress(workflow.trigger),
    enabled: workflow.enabled,
    source: workflow.source,
    tags: workflow.tags,
    version: workflow.currentVersion,
    createdAt: time(workflow.createdAt),
    updatedAt: time(workflow.updatedAt),
  };
}

/** Where a webhook listens, on this server. */
function webhookAddress(trigger: Trigger): { webhookUrl?: string } {
  const path = trigger.type === 'webhook' ? webhookPath(trigger.path) : null;
  return path === null ? {} : { webhookUrl: `/v1/hooks/${path}` };
}

/** A whole workflow. */
export function presentWorkflow({ workflow, version }: VersionedWorkflow) {
  const { trigger: _trigger, tags: _tags, ...graphAndPolicies } = version.definition;
  return { ...presentOverview(workflow), ...graphAndPolicies };
}

/** The entity tag of a workflow: each change makes a new version, so its number tells all states apart. */
export function entityTag(workflow: WorkflowRow): string {
  return `"${workflow.currentVersion}"`;
}
