import { useMutation, useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useState } from 'react';
import { PromptDialog } from '../../components/prompt-dialog.tsx';
import { Button, Panel, Select } from '../../components/ui/controls.tsx';
import { Loaded, Problem } from '../../components/ui/feedback.tsx';
import { Cell, Table } from '../../components/ui/table.tsx';
import { callApi } from '../../lib/api-client.ts';
import { formatTime, t } from '../../lib/language.ts';
import { placedNodes } from '../../lib/nested-nodes.ts';
import { queryClient } from '../../lib/queries.ts';
import type { Workflow, WorkflowVersion } from '../../lib/resources.ts';
import { labelList, versionPage } from '../../lib/version-queries.ts';
import { VersionDiffView } from './version-diff.tsx';

/** Most versions that are offered for a comparison; older ones are reached by their rows. */
const MOST_OFFERED = 500;

/** Two sides that are compared. */
interface Comparison {
  from: string;
  to: string;
}

/** The versions of a workflow: what each is for, what points at it, what it changed, and the way back to it. */
export function VersionsPanel({ workflow, hasDraft }: { workflow: Workflow; hasDraft: boolean }) {
  const [cursor, setCursor] = useState<string>();
  const [compared, setCompared] = useState<Comparison | null>(null);
  const query = useQuery(versionPage(workflow._id, cursor));
  return (
    <Panel title={t('versions')}>
      <Loaded query={query}>
        {({ versions, nextCursor }) => (
          <div className="space-y-3">
            <VersionTable versions={versions} workflow={workflow} onCompare={setCompared} />
            <div className="flex justify-end gap-2">
              {cursor !== undefined && <Button onClick={() => setCursor(undefined)}>{t('newest')}</Button>}
              {nextCursor !== null && <Button onClick={() => setCursor(nextCursor)}>{t('older')}</Button>}
            </div>
            <CompareForm workflow={workflow} hasDraft={hasDraft} compared={compared} onCompare={setCompared} />
          </div>
        )}
      </Loaded>
    </Panel>
  );
}

interface VersionTableProps {
  versions: readonly WorkflowVersion[];
  workflow: Workflow;
  onCompare: (comparison: Comparison) => void;
}

function VersionTable({ versions, workflow, onCompare }: VersionTableProps) {
  return (
    <Table heads={[t('version'), t('note'), t('labels'), t('created'), '']}>
      {versions.map((version) => (
        <tr key={version.version}>
          <Cell>
            <span className="font-medium">{version.version}</span>
            {version.version === workflow.version && <span className="ml-1 text-xs text-muted">{t('current')}</span>}
          </Cell>
          <Cell>
            <span className="block max-w-md text-sm break-words">{version.note || '—'}</span>
            {version.name !== workflow.name && <span className="block text-xs text-muted">{version.name}</span>}
          </Cell>
          <Cell>
            <Labels version={version} />
          </Cell>
          <Cell>
            <span className="whitespace-nowrap">{formatTime(version.createdAt)}</span>
          </Cell>
          <Cell>
            <VersionActions version={version} isNewest={version.version === workflow.version} onCompare={onCompare} />
          </Cell>
        </tr>
      ))}
    </Table>
  );
}

const refresh = (workflowId: string) => queryClient.invalidateQueries({ queryKey: ['workflow', workflowId] });

function Labels({ version: { workflowId, labels } }: { version: WorkflowVersion }) {
  const removal = useMutation({
    mutationFn: async (label: string) => {
      await callApi('DELETE', `/v1/workflows/${workflowId}/labels/${label}`);
      await refresh(workflowId);
    },
  });
  return (
    <>
      <ul className="flex flex-wrap gap-1">
        {labels.map((label) => (
          <li
            key={label}
            className="inline-flex items-center gap-1 rounded-full bg-teal-100 py-0.5 pr-1 pl-2 text-xs font-medium text-teal-900 dark:bg-teal-950 dark:text-teal-200"
          >
            {label}
            <button
              type="button"
              aria-label={`${t('removeLabel')}: ${label}`}
              disabled={removal.isPending}
              onClick={() => window.confirm(t('confirmRemoveLabel')) && removal.mutate(label)}
              className="rounded-full p-0.5 hover:bg-teal-200 dark:hover:bg-teal-900"
            >
              <X aria-hidden className="size-3" />
            </button>
          </li>
        ))}
      </ul>
      <Problem error={removal.error} />
    </>
  );
}

interface VersionActionsProps {
  version: WorkflowVersion;
  isNewest: boolean;
  onCompare: (comparison: Comparison) => void;
}

type Asked = 'note' | 'label' | 'restore';

function VersionActions({ version: row, isNewest, onCompare }: VersionActionsProps) {
  const { version } = row;
  const [asked, setAsked] = useState<Asked>();
  const action = (kind: Asked, text: string) => (
    <Button aria-label={`${text}: ${version}`} onClick={() => setAsked(kind)}>
      {text}
    </Button>
  );
  return (
    <div className="flex flex-wrap justify-end gap-1.5">
      {version > 1 && (
        <Button
          aria-label={`${t('compareWithPrevious')}: ${version}`}
          title={t('compareWithPrevious')}
          onClick={() => onCompare({ from: String(version - 1), to: String(version) })}
        >
          {t('compare')}
        </Button>
      )}
      {action('note', t('editNote'))}
      {action('label', t('addLabel'))}
      {!isNewest && action('restore', t('restore'))}
      {asked !== undefined && <VersionDialog asked={asked} version={row} onClose={() => setAsked(undefined)} />}
    </div>
  );
}

function VersionDialog({
  asked,
  version: row,
  onClose,
}: {
  asked: Asked;
  version: WorkflowVersion;
  onClose: () => void;
}) {
  const { workflowId, version, note } = row;
  const path = `/v1/workflows/${workflowId}`;
  const then = (call: Promise<unknown>) => call.then(() => refresh(workflowId));
  if (asked === 'note') {
    return (
      <PromptDialog
        title={`${t('editNote')}: ${version}`}
        label={t('noteHint')}
        action={t('save')}
        initial={note}
        onSubmit={(text) => then(callApi('PUT', `${path}/versions/${version}`, { note: text }))}
        onClose={onClose}
      />
    );
  }
  if (asked === 'label') {
    return (
      <PromptDialog
        title={`${t('addLabel')}: ${version}`}
        label={t('labelHint')}
        action={t('save')}
        isName
        onSubmit={(text) => then(callApi('PUT', `${path}/labels/${encodeURIComponent(text)}`, { version }))}
        onClose={onClose}
      />
    );
  }
  return (
    <PromptDialog
      title={`${t('restore')}: ${version}`}
      label={t('noteHint')}
      action={t('restore')}
      hint={t('restoreHint')}
      onSubmit={(text) =>
        then(callApi('POST', `${path}/versions/${version}/restore`, text === '' ? {} : { note: text }))
      }
      onClose={onClose}
    />
  );
}

interface CompareFormProps {
  workflow: Workflow;
  hasDraft: boolean;
  compared: Comparison | null;
  onCompare: (comparison: Comparison) => void;
}

function CompareForm({ workflow, hasDraft, compared, onCompare }: CompareFormProps) {
  const labels = useQuery(labelList(workflow._id)).data?.labels ?? [];
  if (workflow.version === 1 && !hasDraft) return null;
  const chosen = compared ?? { from: '', to: '' };
  const sides = [
    ['', t('choose')],
    ...(hasDraft ? [['draft', t('draft')]] : []),
    ...labels.map(({ label, version }) => [label, `${label} (${version})`]),
    ...Array.from({ length: Math.min(workflow.version, MOST_OFFERED) }, (_, index) =>
      String(workflow.version - index),
    ).map((n) => [n, n]),
  ] as [string, string][];
  return (
    <div className="space-y-3 border-t border-slate-200 pt-3 dark:border-slate-800">
      <div className="grid grid-cols-2 gap-3 sm:max-w-md">
        <Select
          label={t('olderSide')}
          value={chosen.from}
          onChange={(from) => onCompare({ ...chosen, from })}
          options={sides}
        />
        <Select
          label={t('newerSide')}
          value={chosen.to}
          onChange={(to) => onCompare({ ...chosen, to })}
          options={sides}
        />
      </div>
      {chosen.from !== '' && chosen.to !== '' && (
        <VersionDiffView workflowId={workflow._id} types={nodeTypes(workflow)} {...chosen} />
      )}
    </div>
  );
}

/** The type of each node, by id. */
export function nodeTypes({ nodes }: Pick<Workflow, 'nodes'>): Map<string, string> {
  return new Map(placedNodes(nodes).map(({ node }) => [node.id, node.type]));
}
