import { storedId } from '@perdura/definition/wire-id';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { FileUp } from 'lucide-react';
import { useState } from 'react';
import { PromptDialog } from '../../components/prompt-dialog.tsx';
import { AddButton, Button, Panel, Select, TextField } from '../../components/ui/controls.tsx';
import { Empty, Loaded } from '../../components/ui/feedback.tsx';
import { Pages } from '../../components/ui/pages.tsx';
import { Cell, Table } from '../../components/ui/table.tsx';
import { callApi } from '../../lib/api-client.ts';
import { type FlowFilters, flowList, folderList, refreshFlow } from '../../lib/flow-queries.ts';
import { formatTime, t } from '../../lib/language.ts';
import { pieceList, shortPieceName } from '../../lib/piece-queries.ts';
import type { Flow, FlowFolder } from '../../lib/resources.ts';
import { ImportDialog } from './import-dialog.tsx';

/** All flows of the project, with ways to make one. */
export function FlowsPage() {
  const [filters, setFilters] = useState<FlowFilters>({});
  const [cursors, setCursors] = useState<string[]>([]);
  const query = useQuery(flowList(filters, cursors.at(-1)));
  const folders = useQuery(folderList).data?.data ?? [];
  const filter = (change: FlowFilters) => {
    setFilters({ ...filters, ...change });
    setCursors([]);
  };
  return (
    <Panel isPage title={t('flows')} actions={<NewFlow />}>
      <Filters filters={filters} folders={folders} onChange={filter} />
      <Loaded query={query}>
        {({ data, next }) => (
          <>
            {data.length === 0 ? <Empty>{t('nothingHere')}</Empty> : <FlowTable flows={data} folders={folders} />}
            <Pages cursors={cursors} nextCursor={next} onTurn={setCursors} />
          </>
        )}
      </Loaded>
    </Panel>
  );
}

interface FiltersProps {
  filters: FlowFilters;
  folders: readonly FlowFolder[];
  onChange: (change: FlowFilters) => void;
}

function Filters({ filters, folders, onChange }: FiltersProps) {
  return (
    <div className="mb-3 grid gap-3 sm:grid-cols-3">
      <TextField
        label={t('search')}
        type="search"
        value={filters.name ?? ''}
        onChange={(event) => onChange({ name: event.target.value || undefined })}
      />
      <Select
        label={t('status')}
        value={filters.status ?? ''}
        onChange={(status) => onChange({ status: status || undefined })}
        options={[
          ['', t('all')],
          ['ENABLED', t('enabled')],
          ['DISABLED', t('disabled')],
        ]}
      />
      <Select
        label={t('folder')}
        value={filters.folderId ?? ''}
        onChange={(folderId) => onChange({ folderId: folderId || undefined })}
        options={[
          ['', t('allFolders')],
          ['NULL', t('noFolder')],
          ...folders.map(({ id, displayName, numberOfFlows }) => [id, `${displayName} (${numberOfFlows})`] as const),
        ]}
      />
    </div>
  );
}

function FlowTable({ flows, folders }: { flows: Flow[]; folders: readonly FlowFolder[] }) {
  const pieces = useQuery(pieceList()).data ?? [];
  const titles = new Map(pieces.map(({ name, displayName }) => [name, displayName]));
  const folderNames = new Map(folders.map(({ id, displayName }) => [id, displayName]));
  return (
    <Table heads={[t('name'), t('status'), t('folder'), t('trigger'), t('published'), t('updated'), '']}>
      {flows.map((flow) => (
        <tr key={flow.id}>
          <Cell>
            <Link
              to="/flows/$flowId"
              params={{ flowId: flow.id }}
              className="font-medium break-words text-link hover:underline"
            >
              {flow.version.displayName}
            </Link>
            {!flow.version.valid && (
              <span className="block text-xs text-amber-800 dark:text-amber-300">{t('stepInvalid')}</span>
            )}
          </Cell>
          <Cell>{flow.status === 'ENABLED' ? t('enabled') : <span className="text-muted">{t('disabled')}</span>}</Cell>
          <Cell>{folderNames.get(flow.folderId ?? '') ?? '—'}</Cell>
          <Cell>{triggerText(flow, titles)}</Cell>
          <Cell>{publishedText(flow)}</Cell>
          <Cell>
            <span className="whitespace-nowrap">{formatTime(flow.version.updated)}</span>
          </Cell>
          <Cell>
            <Link
              to="/runs"
              search={{ workflowId: storedId(flow.id) ?? flow.id } as never}
              className="text-link hover:underline"
            >
              {t('runs')}
            </Link>
          </Cell>
        </tr>
      ))}
    </Table>
  );
}

function triggerText({ version: { trigger } }: Flow, titles: ReadonlyMap<string, string>): string {
  if (trigger.type === 'EMPTY') return '—';
  const { pieceName, triggerName } = trigger.settings;
  return `${titles.get(pieceName) ?? shortPieceName(pieceName)} · ${triggerName ?? '…'}`;
}

/** A version changes no more once it is locked, so that of the published one is when it was published. */
function publishedText({ publishedVersionId, version }: Flow): string {
  if (publishedVersionId === null) return '—';
  return publishedVersionId === version.id ? formatTime(version.updated) : t('publishedBefore');
}

function NewFlow() {
  const [asked, setAsked] = useState<'name' | 'template'>();
  const navigate = useNavigate();
  const open = async (id: string) => {
    await refreshFlow(id);
    await navigate({ to: '/flows/$flowId', params: { flowId: id } });
  };
  return (
    <>
      <Button needs="editor" onClick={() => setAsked('template')}>
        <FileUp aria-hidden className="size-4" />
        {t('importFlow')}
      </Button>
      <AddButton onClick={() => setAsked('name')}>{t('newFlow')}</AddButton>
      {asked === 'name' && (
        <PromptDialog
          title={t('newFlow')}
          label={t('name')}
          action={t('save')}
          isName
          onSubmit={async (displayName) => open((await callApi<Flow>('POST', '/v1/flows', { displayName })).id)}
          onClose={() => setAsked(undefined)}
        />
      )}
      {asked === 'template' && <ImportDialog onImported={open} onClose={() => setAsked(undefined)} />}
    </>
  );
}
