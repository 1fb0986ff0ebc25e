import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, Select, TextField } from '../../components/ui/controls.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { callApi } from '../../lib/api-client.ts';
import { folderList, operateFlow } from '../../lib/flow-queries.ts';
import { t } from '../../lib/language.ts';
import type { Flow, FlowFolder } from '../../lib/resources.ts';

/** Puts a flow into a folder: one that is there, a new one, or none. */
export function FolderDialog({ flow, onClose }: { flow: Flow; onClose: () => void }) {
  const folders = useQuery(folderList).data?.data ?? [];
  const [chosen, setChosen] = useState(flow.folderId ?? '');
  const [made, setMade] = useState('');
  const moving = useMutation({
    mutationFn: async () => operateFlow(flow.id, 'CHANGE_FOLDER', { folderId: await folderId(made, chosen) }),
    onSuccess: onClose,
  });
  return (
    <Dialog title={t('moveToFolder')} onClose={onClose}>
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault();
          moving.mutate();
        }}
      >
        <Select
          label={t('folder')}
          value={chosen}
          onChange={setChosen}
          options={[['', t('noFolder')], ...folders.map(({ id, displayName }) => [id, displayName] as const)]}
        />
        <TextField label={t('newFolder')} value={made} onChange={(event) => setMade(event.target.value)} />
        <Problem error={moving.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" tone="accent" disabled={moving.isPending}>
            {t('save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** A new folder's name goes before a choice. */
async function folderId(made: string, chosen: string): Promise<string | null> {
  const displayName = made.trim();
  if (displayName === '') return chosen || null;
  return (await callApi<FlowFolder>('POST', '/v1/folders', { displayName })).id;
}
