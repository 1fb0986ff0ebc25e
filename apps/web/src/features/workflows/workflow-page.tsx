import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { Play } from 'lucide-react';
import { useState } from 'react';
import { RunTable } from '../../components/run-table.tsx';
import { Button, Panel } from '../../components/ui/controls.tsx';
import { Loaded, Problem } from '../../components/ui/feedback.tsx';
import { Cell, Table } from '../../components/ui/table.tsx';
import { callApi } from '../../lib/api-client.ts';
import { formatTime, t } from '../../lib/language.ts';
import { isRecord } from '../../lib/nested-nodes.ts';
import { queryClient, runSearch, workflowDetail, workflowVersions } from '../../lib/queries.ts';
import type { Workflow } from '../../lib/resources.ts';
import { DefinitionForm, DraftGraph } from './definition-form.tsx';
import { useDraft } from './draft.ts';
import { StartRunDialog } from './start-run-dialog.tsx';
import { TriggerText } from './workflows-page.tsx';

export function WorkflowPage() {
  const { workflowId } = useParams({ strict: false }) as { workflowId: string };
  const query = useQuery(workflowDetail(workflowId));
  return (
    <Loaded query={query}>
      {(workflow) => <WorkflowPanels key={`${workflow._id}/${workflow.version}`} workflow={workflow} />}
    </Loaded>
  );
}

function WorkflowPanels({ workflow }: { workflow: Workflow }) {
  const { _id: id } = workflow;
  const initial = editable(workflow);
  const draft = useDraft(initial, async (definition) => {
    await callApi('PUT', `/v1/workflows/${id}`, withRemovals(initial, definition));
    await queryClient.invalidateQueries({ queryKey: ['workflow', id] });
  });
  return (
    <>
      <Header workflow={workflow} />
      <Panel title={t('graph')}>
        <DraftGraph draft={draft} />
      </Panel>
      <RecentRuns workflowId={id} />
      <Panel title={t('definition')}>
        <DefinitionForm draft={draft} />
      </Panel>
      <Versions workflowId={id} />
    </>
  );
}

/** What of a workflow its author writes. */
function editable(workflow: Workflow) {
  const { name, description, trigger, nodes, edges, tags, timeoutMs, concurrency } = workflow;
  const { rateLimit, priority, onFailure, businessKey, retentionDays } = workflow;
  const policies = { timeoutMs, concurrency, rateLimit, priority, onFailure, businessKey, retentionDays };
  return { name, description, trigger, ...(tags.length === 0 ? {} : { tags }), ...policies, nodes, edges };
}

/** A change keeps what it does not name, so a policy that the author took away is named with null. */
function withRemovals(before: object, definition: unknown): unknown {
  if (!isRecord(definition)) return definition;
  const kept = new Set(['name', 'description', 'trigger', 'nodes', 'edges']);
  const gone = Object.entries(before).filter(
    ([field, value]) => value !== undefined && !kept.has(field) && !Object.hasOwn(definition, field),
  );
  return { ...definition, ...Object.fromEntries(gone.map(([field]) => [field, field === 'tags' ? [] : null])) };
}

function Header({ workflow }: { workflow: Workflow }) {
  const { _id: id } = workflow;
  const navigate = useNavigate();
  const [starting, setStarting] = useState(false);
  const toggle = useMutation({
    mutationFn: () => callApi('PUT', `/v1/workflows/${id}`, { enabled: !workflow.enabled }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['workflow', id] }),
  });
  const removal = useMutation({
    mutationFn: () => callApi('DELETE', `/v1/workflows/${id}`),
    onSuccess: async () => {
      queryClient.removeQueries({ queryKey: ['workflow', id] });
      await queryClient.invalidateQueries({ queryKey: ['workflows'] });
      await navigate({ to: '/workflows' });
    },
  });
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <h1 className="text-xl font-bold tracking-tight">{workflow.name}</h1>
          <p className="text-sm text-muted">{workflow.description}</p>
          <p className="mt-1 text-xs text-muted">
            <TriggerText trigger={workflow.trigger} /> · {t('version')} {workflow.version} ·{' '}
            {workflow.enabled ? t('enabled') : t('disabled')} · {formatTime(workflow.updatedAt)}
          </p>
        </div>
        <div className="flex gap-2">
          <Button tone="accent" disabled={!workflow.enabled} onClick={() => setStarting(true)}>
            <Play aria-hidden className="size-4" />
            {t('runNow')}
          </Button>
          <Button disabled={toggle.isPending} onClick={() => toggle.mutate()}>
            {workflow.enabled ? t('disable') : t('enable')}
          </Button>
          <Button
            tone="danger"
            disabled={removal.isPending}
            onClick={() => window.confirm(t('confirmRemove')) && removal.mutate()}
          >
            {t('remove')}
          </Button>
        </div>
      </div>
      <Problem error={toggle.error ?? removal.error} />
      {starting && <StartRunDialog workflowId={id} onClose={() => setStarting(false)} />}
    </div>
  );
}

function RecentRuns({ workflowId }: { workflowId: string }) {
  const query = useQuery(runSearch({ workflowId }, 10));
  return (
    <Panel title={t('runs')}>
      <Loaded query={query}>{(page) => <RunTable runs={page.runs} />}</Loaded>
    </Panel>
  );
}

function Versions({ workflowId }: { workflowId: string }) {
  const query = useQuery(workflowVersions(workflowId));
  return (
    <Panel title={t('versions')}>
      <Loaded query={query}>
        {({ versions }) => (
          <Table heads={[t('version'), t('name'), t('created')]}>
            {versions.map((version) => (
              <tr key={version.version}>
                <Cell>{version.version}</Cell>
                <Cell>{version.name}</Cell>
                <Cell>{formatTime(version.createdAt)}</Cell>
              </tr>
            ))}
          </Table>
        )}
      </Loaded>
    </Panel>
  );
}
