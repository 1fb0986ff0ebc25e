import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, Panel, TextField } from '../../components/ui/controls.tsx';
import { Loaded, Problem } from '../../components/ui/feedback.tsx';
import { Cell, Table } from '../../components/ui/table.tsx';
import { callApi } from '../../lib/api-client.ts';
import { formatTime, t } from '../../lib/language.ts';
import { queryClient } from '../../lib/queries.ts';
import { type OpenSession, openSessions, sessionInfo } from '../../lib/session-queries.ts';
import { NewPasswordFields } from './new-password-fields.tsx';
import { Told } from './session-card.tsx';

const refresh = () => queryClient.invalidateQueries({ queryKey: ['sessions'] });

/** One's own account: where one is signed in, and the password. */
export function AccountPage() {
  const info = useQuery(sessionInfo).data;
  return (
    <>
      <Panel isPage title={info === undefined ? t('account') : `${info.user.name} · ${info.user.email}`}>
        <OwnSessions />
      </Panel>
      <PasswordPanel />
    </>
  );
}

function OwnSessions() {
  const query = useQuery(openSessions);
  const ending = useMutation({
    mutationFn: (id: string) => callApi('DELETE', `/v1/auth/sessions/${id}`),
    onSettled: refresh,
  });
  return (
    <>
      <h2 className="mb-2 text-sm font-semibold">{t('sessions')}</h2>
      <Problem error={ending.error} />
      <Loaded query={query}>
        {({ sessions }) => (
          <Table heads={[t('lastUsed'), t('signedInAt'), t('address'), t('device'), '']}>
            {sessions.map((each) => (
              <SessionRow key={each.id} session={each} onEnd={() => ending.mutate(each.id)} />
            ))}
          </Table>
        )}
      </Loaded>
    </>
  );
}

function SessionRow({ session, onEnd }: { session: OpenSession; onEnd: () => void }) {
  return (
    <tr>
      <Cell>{formatTime(session.lastUsedAt)}</Cell>
      <Cell>{formatTime(session.createdAt)}</Cell>
      <Cell>{session.ip ?? '—'}</Cell>
      <Cell>
        <span className="line-clamp-2 max-w-md text-xs">{session.userAgent ?? '—'}</span>
      </Cell>
      <Cell>{session.current ? t('thisSession') : <Button onClick={onEnd}>{t('endSession')}</Button>}</Cell>
    </tr>
  );
}

function PasswordPanel() {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState<string | null>(null);
  const [round, setRound] = useState(0);
  const change = useMutation({
    mutationFn: () => callApi('POST', '/v1/auth/password', { current, next }),
    onSuccess: () => {
      setCurrent('');
      setNext(null);
      setRound(round + 1);
      return refresh();
    },
  });
  return (
    <Panel title={t('changePassword')}>
      <form
        className="max-w-sm space-y-3"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        <TextField
          label={t('currentPassword')}
          type="password"
          autoComplete="current-password"
          required
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
        />
        <NewPasswordFields key={round} onChange={setNext} />
        <Problem error={change.error} />
        {change.isSuccess && <Told>{t('passwordChanged')}</Told>}
        <Button tone="accent" type="submit" disabled={change.isPending || next === null}>
          {t('changePassword')}
        </Button>
      </form>
    </Panel>
  );
}
