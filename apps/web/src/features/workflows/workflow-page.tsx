import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { Play } from 'lucide-react';
import { useState } from 'react';
import { RunTable } from '../../components/run-table.tsx';
import { Button, Panel } from '../../components/ui/controls.tsx';
import { Loaded, Problem } from '../../components/ui/feedback.tsx';
import { callApi } from '../../lib/api-client.ts';
import { formatTime, t } from '../../lib/language.ts';
import { queryClient, workflowDetail } from '../../lib/queries.ts';
import type { Workflow, WorkflowDraft } from '../../lib/resources.ts';
import { runSearch } from '../../lib/run-queries.ts';
import { workflowDraft } from '../../lib/version-queries.ts';
import { DefinitionForm, DraftGraph } from './definition-form.tsx';
import { DraftBanner, EditorActions } from './editor-actions.tsx';
import { SchedulePanel } from './schedule-panel.tsx';
import { StartRunDialog } from './start-run-dialog.tsx';
import { VersionsPanel } from './versions-panel.tsx';
import { WebhookPanel } from './webhook-panel.tsx';
import { useWorkflowEditor } from './workflow-editor.ts';
import { TriggerText } from './workflows-page.tsx';

export function WorkflowPage() {
  const { workflowId } = useParams({ strict: false }) as { workflowId: string };
  const query = useQuery(workflowDetail(workflowId));
  const draft = useQuery(workflowDraft(workflowId));
  return (
    <Loaded query={query}>
      {(workflow) => (
        <Loaded query={draft}>
          {(found) => <WorkflowPanels key={`${workflow._id}/${workflow.version}`} workflow={workflow} found={found} />}
        </Loaded>
      )}
    </Loaded>
  );
}

function WorkflowPanels({ workflow, found }: { workflow: Workflow; found: WorkflowDraft | null }) {
  const { _id: id, trigger, webhookUrl } = workflow;
  const editor = useWorkflowEditor(workflow, found);
  return (
    <>
      <Header workflow={workflow} />
      <DraftBanner editor={editor} workflow={workflow} />
      <Panel title={t('graph')}>
        <DraftGraph draft={editor.draft} />
      </Panel>
      {trigger.type === 'cron' && <SchedulePanel workflowId={id} zone={trigger.timezone ?? 'UTC'} />}
      {trigger.type === 'webhook' && webhookUrl !== undefined && (
        <WebhookPanel trigger={trigger} address={webhookUrl} />
      )}
      <RecentRuns workflowId={id} />
      <Panel title={t('definition')}>
        <DefinitionForm draft={editor.draft}>
          <EditorActions editor={editor} />
        </DefinitionForm>
      </Panel>
      <VersionsPanel workflow={workflow} hasDraft={editor.kept !== null} />
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
          <p className="text-sm text-muted">{workflow.description}</p>
          <p className="mt-1 text-xs text-muted">
            <TriggerText trigger={workflow.trigger} /> · {t('version')} {workflow.version} ·{' '}
            {workflow.enabled ? t('enabled') : t('disabled')} · {formatTime(workflow.updatedAt)}
          </p>
        </div>
        <div className="flex gap-2">
          <Button needs="operator" tone="accent" disabled={!workflow.enabled} onClick={() => setStarting(true)}>
            <Play aria-hidden className="size-4" />
            {t('runNow')}
          </Button>
          <Button needs="editor" disabled={toggle.isPending} onClick={() => toggle.mutate()}>
            {workflow.enabled ? t('disable') : t('enable')}
          </Button>
          <Button
            needs="editor"
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
