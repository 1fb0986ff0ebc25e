import { PROJECT_ROLES, type ProjectRole } from '@perdura/contracts/roles';
import { useMutation, useQuery } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { Button, Panel, Select } from '../../components/ui/controls.tsx';
import { Loaded, Problem } from '../../components/ui/feedback.tsx';
import { Pages } from '../../components/ui/pages.tsx';
import { Cell, Table } from '../../components/ui/table.tsx';
import { callApi } from '../../lib/api-client.ts';
import { formatTime, t } from '../../lib/language.ts';
import { memberList } from '../../lib/people-queries.ts';
import { me, queryClient } from '../../lib/queries.ts';
import type { Member } from '../../lib/resources.ts';
import { useMay } from '../../lib/roles.ts';
import { Invitations } from './invitations.tsx';
import { InviteDialog } from './invite-dialog.tsx';

/** One's own role may have changed as well. */
async function refresh(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ['members'] });
  await queryClient.invalidateQueries({ queryKey: me.queryKey });
}

/** Who is in the project, and who is invited to it. */
export function MembersPage() {
  const [cursors, setCursors] = useState<string[]>([]);
  const [inviting, setInviting] = useState(false);
  const query = useQuery(memberList(cursors.at(-1)));
  const change = useMutation({
    mutationFn: ({ userId, role }: { userId: string; role: ProjectRole }) =>
      callApi('PATCH', `/v1/members/${userId}`, { role }),
    onSettled: refresh,
  });
  const removal = useMutation({
    mutationFn: (userId: string) => callApi('DELETE', `/v1/members/${userId}`),
    onSettled: refresh,
  });
  const mayManage = useMay('owner');
  return (
    <>
      <Panel
        isPage
        title={t('people')}
        actions={
          <Button needs="owner" tone="accent" onClick={() => setInviting(true)}>
            <UserPlus aria-hidden className="size-4" />
            {t('invite')}
          </Button>
        }
      >
        <p className="mb-3 text-sm text-muted">{t('roleHint')}</p>
        <Problem error={change.error ?? removal.error} />
        <Loaded query={query}>
          {({ members, nextCursor }) => (
            <>
              <MemberTable
                members={members}
                mayManage={mayManage}
                onRole={(userId, role) => change.mutate({ userId, role })}
                onRemove={removal.mutate}
              />
              <Pages cursors={cursors} nextCursor={nextCursor} onTurn={setCursors} />
            </>
          )}
        </Loaded>
      </Panel>
      <Invitations type="PROJECT" />
      {inviting && <InviteDialog type="PROJECT" onClose={() => setInviting(false)} />}
    </>
  );
}

interface MemberTableProps {
  members: Member[];
  mayManage: boolean;
  onRole: (userId: string, role: ProjectRole) => void;
  onRemove: (userId: string) => void;
}

function MemberTable({ members, mayManage, onRole, onRemove }: MemberTableProps) {
  return (
    <Table heads={[t('person'), t('role'), t('memberSince'), '']}>
      {members.map((member) => (
        <tr key={member.userId}>
          <Cell>
            <MemberName member={member} />
          </Cell>
          <Cell>
            {mayManage ? (
              <Select
                isLabelHidden
                label={`${t('role')}: ${member.user.email}`}
                value={member.role}
                onChange={(role) => onRole(member.userId, role as ProjectRole)}
                options={PROJECT_ROLES.map((role) => [role, t(`role-${role}`)] as const)}
              />
            ) : (
              t(`role-${member.role}`)
            )}
          </Cell>
          <Cell>{formatTime(member.createdAt)}</Cell>
          <Cell>
            {mayManage && (
              <div className="flex justify-end">
                <Button
                  tone="danger"
                  aria-label={`${t('removeMember')}: ${member.user.email}`}
                  onClick={() => window.confirm(t('confirmRemoveMember')) && onRemove(member.userId)}
                >
                  {t('removeMember')}
                </Button>
              </div>
            )}
          </Cell>
        </tr>
      ))}
    </Table>
  );
}

function MemberName({ member: { user } }: { member: Member }) {
  const own = useQuery(me).data?.user.id === user.id;
  const notes = [own && t('you'), user.admin && t('administrator'), user.disabled && t('disabledUser')].filter(Boolean);
  return (
    <>
      <div className="font-medium">
        {user.name}
        {notes.length > 0 && <span className="ml-2 text-xs font-normal text-muted">{notes.join(' · ')}</span>}
      </div>
      <div className="text-xs text-muted">{user.email}</div>
    </>
  );
}
