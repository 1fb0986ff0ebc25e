import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { AddButton, Button, Panel, TextArea, TextField } from '../../components/ui/controls.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Empty, Loaded, Problem } from '../../components/ui/feedback.tsx';
import { Cell, Table } from '../../components/ui/table.tsx';
import { callApi } from '../../lib/api-client.ts';
import { formatTime, t } from '../../lib/language.ts';
import { groupList, queryClient } from '../../lib/queries.ts';
import type { Group } from '../../lib/resources.ts';

const refresh = () => queryClient.invalidateQueries({ queryKey: ['groups'] });

/** The groups that approvals may name as their approvers. */
export function GroupsPage() {
  const query = useQuery(groupList);
  const [edited, setEdited] = useState<Group | 'new'>();
  const removal = useMutation({
    mutationFn: (name: string) => callApi('DELETE', `/v1/groups/${encodeURIComponent(name)}`),
    onSuccess: refresh,
  });
  return (
    <Panel isPage title={t('groups')} actions={<AddButton onClick={() => setEdited('new')}>{t('newGroup')}</AddButton>}>
      <p className="mb-3 text-sm text-muted">{t('groupHint')}</p>
      <Problem error={removal.error} />
      <Loaded query={query}>
        {({ groups }) => <GroupTable groups={groups} onEdit={setEdited} onRemove={removal.mutate} />}
      </Loaded>
      {edited !== undefined && (
        <GroupDialog group={edited === 'new' ? null : edited} onClose={() => setEdited(undefined)} />
      )}
    </Panel>
  );
}

interface GroupTableProps {
  groups: Group[];
  onEdit: (group: Group) => void;
  onRemove: (name: string) => void;
}

function GroupTable({ groups, onEdit, onRemove }: GroupTableProps) {
  if (groups.length === 0) return <Empty>{t('nothingHere')}</Empty>;
  return (
    <Table heads={[t('name'), t('members'), t('updated'), '']}>
      {groups.map((group) => (
        <tr key={group._id}>
          <Cell>
            <code className="font-mono text-xs font-semibold">{group.name}</code>
          </Cell>
          <Cell>{group.members.join(', ') || <span className="text-muted">{t('noMembers')}</span>}</Cell>
          <Cell>{formatTime(group.updatedAt)}</Cell>
          <Cell>
            <div className="flex justify-end gap-2">
              <Button needs="editor" aria-label={`${t('edit')}: ${group.name}`} onClick={() => onEdit(group)}>
                {t('edit')}
              </Button>
              <Button
                needs="editor"
                tone="danger"
                aria-label={`${t('remove')}: ${group.name}`}
                onClick={() => window.confirm(t('confirmRemove')) && onRemove(group.name)}
              >
                {t('remove')}
              </Button>
            </div>
          </Cell>
        </tr>
      ))}
    </Table>
  );
}

function GroupDialog({ group, onClose }: { group: Group | null; onClose: () => void }) {
  const [name, setName] = useState(group?.name ?? '');
  const [members, setMembers] = useState(group?.members.join('\n') ?? '');
  const saving = useMutation({
    mutationFn: async () => {
      const listed = members.split('\n').flatMap((member) => member.trim() || []);
      await callApi('PUT', `/v1/groups/${encodeURIComponent(name.trim())}`, { members: listed });
      await refresh();
    },
    onSuccess: onClose,
  });
  return (
    <Dialog title={group === null ? t('newGroup') : group.name} onClose={onClose}>
      <div className="space-y-3">
        {group === null && (
          <TextField label={t('name')} value={name} onChange={(event) => setName(event.target.value)} />
        )}
        <TextArea label={t('membersByLine')} value={members} onChange={setMembers} />
        <Problem error={saving.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('close')}</Button>
          <Button tone="accent" disabled={saving.isPending || name.trim() === ''} onClick={() => saving.mutate()}>
            {t('save')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
