import { useMutation, useQuery } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { Button, Panel } from '../../components/ui/controls.tsx';
import { Loaded, Problem } from '../../components/ui/feedback.tsx';
import { Pages } from '../../components/ui/pages.tsx';
import { Cell, Table } from '../../components/ui/table.tsx';
import { callApi } from '../../lib/api-client.ts';
import { refreshInstallation, userList } from '../../lib/installation-queries.ts';
import { formatTime, t } from '../../lib/language.ts';
import type { User } from '../../lib/resources.ts';
import { InviteDialog } from '../people/invite-dialog.tsx';

type Change = (user: User, change: Partial<Pick<User, 'admin' | 'operator' | 'disabled'>>) => void;

/** All users of the installation, and what they may in it. */
export function Users({ ownId }: { ownId: string }) {
  const [cursors, setCursors] = useState<string[]>([]);
  const [isInviting, setIsInviting] = useState(false);
  const query = useQuery(userList(cursors.at(-1)));
  const change = useMutation({
    mutationFn: ({ id, body }: { id: string; body: object }) => callApi('PATCH', `/v1/users/${id}`, body),
    onSettled: refreshInstallation,
  });
  return (
    <Panel
      isPage
      title={t('users')}
      actions={
        <Button tone="accent" onClick={() => setIsInviting(true)}>
          <UserPlus aria-hidden className="size-4" />
          {t('inviteToInstallation')}
        </Button>
      }
    >
      <p className="mb-3 text-sm text-muted">{t('usersHint')}</p>
      <Problem error={change.error} />
      <Loaded query={query}>
        {({ users, nextCursor }) => (
          <>
            <Table heads={[t('person'), t('userRights'), t('created'), '']}>
              {users.map((user) => (
                <UserRow
                  key={user.id}
                  user={user}
                  isOwn={user.id === ownId}
                  onChange={({ id }, body) => change.mutate({ id, body })}
                />
              ))}
            </Table>
            <Pages cursors={cursors} nextCursor={nextCursor} onTurn={setCursors} />
          </>
        )}
      </Loaded>
      {isInviting && <InviteDialog type="PLATFORM" onClose={() => setIsInviting(false)} />}
    </Panel>
  );
}

function UserRow({ user, isOwn, onChange }: { user: User; isOwn: boolean; onChange: Change }) {
  const { name, email, admin, operator, disabled, createdAt } = user;
  const notes = [isOwn && t('you'), disabled && t('disabledUser')].filter(Boolean);
  const toggle = disabled ? t('enable') : t('disable');
  return (
    <tr>
      <Cell>
        <div className="font-medium">
          {name}
          {notes.length > 0 && <span className="ml-2 text-xs font-normal text-muted">{notes.join(' · ')}</span>}
        </div>
        <div className="text-xs text-muted">{email}</div>
      </Cell>
      <Cell>
        <Right
          email={email}
          name={t('role-ADMIN')}
          isGiven={admin}
          onGive={(given) => onChange(user, { admin: given })}
        />
        <Right
          email={email}
          name={t('role-OPERATOR')}
          isGiven={operator}
          onGive={(given) => onChange(user, { operator: given })}
        />
      </Cell>
      <Cell>
        <div className="min-w-28">{formatTime(createdAt)}</div>
      </Cell>
      <Cell>
        {!isOwn && (
          <div className="flex justify-end">
            <Button
              tone={disabled ? 'plain' : 'danger'}
              aria-label={`${toggle}: ${email}`}
              onClick={() =>
                (disabled || window.confirm(t('confirmDisableUser'))) && onChange(user, { disabled: !disabled })
              }
            >
              {toggle}
            </Button>
          </div>
        )}
      </Cell>
    </tr>
  );
}

interface RightProps {
  /** Whose it is. */
  email: string;
  name: string;
  isGiven: boolean;
  onGive: (isGiven: boolean) => void;
}

function Right({ email, name, isGiven, onGive }: RightProps) {
  return (
    <label className="flex items-center gap-2 whitespace-nowrap">
      <input
        type="checkbox"
        aria-label={`${name}: ${email}`}
        checked={isGiven}
        onChange={({ target }) => onGive(target.checked)}
      />
      {name}
    </label>
  );
}
