import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { Play } from 'lucide-react';
import { useState } from 'react';
import { RunTable } from '../../components/run-table.tsx';
import { Button, Panel } from '../../components/ui/controls.tsx';
import { Loaded, Problem } from '../../components/ui/feedback.tsx';
import { Cell, Table } from '../../components/ui/table.tsx';
import { WorkflowGraph } from '../../components/workflow-graph.tsx';
import { callApi } from '../../lib/api-client.ts';
import { formatTime, t } from '../../lib/language.ts';
import { queryClient, runSearch, workflowDetail, workflowVersions } from '../../lib/queries.ts';
import type { Workflow } from '../../lib/resources.ts';
import { DefinitionForm } from './definition-form.tsx';
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
  const save = async (definition: unknown) => {
    await callApi('PUT', `/v1/workflows/${id}`, definition);
    await queryClient.invalidateQueries({ queryKey: ['workflow', id] });
  };
  const { name, description, trigger, nodes, edges } = workflow;
  return (
    <>
      <Header workflow={workflow} />
      <Panel title={t('graph')}>
        <WorkflowGraph nodes={nodes} edges={edges} />
      </Panel>
      <RecentRuns workflowId={id} />
      <Panel title={t('definition')}>
        <DefinitionForm initial={{ name, description, trigger, nodes, edges }} save={save} whole />
      </Panel>
      <Versions workflowId={id} />
    </>
  );
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
          <p className="text-sm text-slate-500">{workflow.description}</p>
          <p className="mt-1 text-xs text-slate-500">
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
