import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { RenameDialog } from '../../components/rename-dialog.tsx';
import { Button } from '../../components/ui/controls.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { callApi } from '../../lib/api-client.ts';
import { saveFile } from '../../lib/download.ts';
import { folderList, operateFlow } from '../../lib/flow-queries.ts';
import { formatTime, t } from '../../lib/language.ts';
import { queryClient } from '../../lib/queries.ts';
import type { Flow } from '../../lib/resources.ts';
import { FolderDialog } from './folder-dialog.tsx';

interface FlowHeaderProps {
  flow: Flow;
  isNewest: boolean;
  /** Shows the step that a fault is about. */
  onPlace: (step: string) => void;
}

/** What a flow is, how it stands, and what can be done with it as a whole. */
export function FlowHeader({ flow, isNewest, onPlace }: FlowHeaderProps) {
  const { version } = flow;
  const operation = useMutation({
    mutationFn: ({ type, request }: { type: string; request?: object }) => operateFlow(flow.id, type, request),
  });
  const isPublished = flow.publishedVersionId === version.id;
  const isOn = flow.status === 'ENABLED';
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <FlowTitle flow={flow} />
        <div className="flex flex-wrap gap-2">
          {isNewest && (
            <Button
              needs="editor"
              tone="accent"
              disabled={operation.isPending || (isPublished && isOn)}
              onClick={() => operation.mutate({ type: 'LOCK_AND_PUBLISH' })}
            >
              {t('publishFlow')}
            </Button>
          )}
          {flow.publishedVersionId !== null && (
            <Button
              disabled={operation.isPending}
              onClick={() =>
                operation.mutate({ type: 'CHANGE_STATUS', request: { status: isOn ? 'DISABLED' : 'ENABLED' } })
              }
            >
              {isOn ? t('disable') : t('enable')}
            </Button>
          )}
          <Housekeeping flow={flow} />
        </div>
      </div>
      <Problem error={operation.error} onPlace={(pointer) => onPlace(pointer.split('/')[1] ?? 'trigger')} />
    </div>
  );
}

function FlowTitle({ flow }: { flow: Flow }) {
  const { version, triggerSource, status } = flow;
  const folder = useQuery(folderList).data?.data.find(({ id }) => id === flow.folderId);
  const { schedule } = triggerSource;
  return (
    <div className="min-w-0">
      <h1 className="text-xl font-bold tracking-tight break-words">{version.displayName}</h1>
      <p className="mt-1 text-xs text-muted">
        {status === 'ENABLED' ? t('enabled') : t('disabled')} · {t(`state${version.state}`)} ·{' '}
        {flow.publishedVersionId === null ? t('notPublished') : t('published')}
        {folder !== undefined && ` · ${folder.displayName}`} · {t('updated')} {formatTime(version.updated)}
        {schedule !== null && ` · ${schedule.cronExpression} (${schedule.timezone})`}
      </p>
    </div>
  );
}

/** Name, folder, export and end of a flow. */
function Housekeeping({ flow }: { flow: Flow }) {
  const { id, version } = flow;
  const navigate = useNavigate();
  const [asked, setAsked] = useState<'name' | 'folder'>();
  const close = () => setAsked(undefined);
  const removal = useMutation({
    mutationFn: () => callApi('DELETE', `/v1/flows/${id}`),
    onSuccess: async () => {
      await navigate({ to: '/flows' });
      queryClient.removeQueries({ queryKey: ['flow', id] });
      await queryClient.invalidateQueries({ queryKey: ['flows'] });
    },
  });
  const exporting = useMutation({
    mutationFn: async () => {
      const template = await callApi<object>('GET', `/v1/flows/${id}/template?versionId=${version.id}`);
      saveFile(`${version.displayName}.json`, JSON.stringify(template, null, 2));
    },
  });
  return (
    <>
      <Button needs="editor" onClick={() => setAsked('name')}>
        {t('rename')}
      </Button>
      <Button needs="editor" onClick={() => setAsked('folder')}>
        {t('moveToFolder')}
      </Button>
      <Button disabled={exporting.isPending} onClick={() => exporting.mutate()}>
        {t('exportFlow')}
      </Button>
      <Button
        needs="editor"
        tone="danger"
        disabled={removal.isPending}
        onClick={() => window.confirm(t('confirmRemove')) && removal.mutate()}
      >
        {t('remove')}
      </Button>
      <Problem error={removal.error ?? exporting.error} />
      {asked === 'name' && (
        <RenameDialog
          title={t('rename')}
          name={version.displayName}
          onRename={(displayName) => operateFlow(id, 'CHANGE_NAME', { displayName })}
          onClose={close}
        />
      )}
      {asked === 'folder' && <FolderDialog flow={flow} onClose={close} />}
    </>
  );
}
