import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Panel } from '../../components/ui/controls.tsx';
import { Empty, Loaded, Problem } from '../../components/ui/feedback.tsx';
import { Cell, Table } from '../../components/ui/table.tsx';
import { callApi } from '../../lib/api-client.ts';
import { formatTime, t } from '../../lib/language.ts';
import { pendingInvitations, refreshInvitations } from '../../lib/people-queries.ts';
import type { UserInvitation } from '../../lib/resources.ts';

/** Who is invited to the project, or to the installation, and has not come yet. */
export function Invitations({ type }: Pick<UserInvitation, 'type'>) {
  const query = useQuery(pendingInvitations(type));
  const again = useMutation({
    mutationFn: ({ email, projectRole, platformRole }: UserInvitation) =>
      callApi('POST', '/v1/user-invitations', { email, type, projectRole: projectRole?.role, platformRole }),
    onSettled: refreshInvitations,
  });
  const withdrawal = useMutation({
    mutationFn: ({ id }: UserInvitation) => callApi('DELETE', `/v1/user-invitations/${id}`),
    onSettled: refreshInvitations,
  });
  return (
    <Panel title={t(type === 'PROJECT' ? 'pendingInvitations' : 'invitationsToInstallation')}>
      <Problem error={again.error ?? withdrawal.error} />
      <Loaded query={query}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty>{t('noInvitations')}</Empty>
          ) : (
            <Table heads={[t('email'), t('role'), t('expires'), '']}>
              {data.map((invitation) => (
                <tr key={invitation.id}>
                  <Cell>{invitation.email}</Cell>
                  <Cell>{roleOf(invitation)}</Cell>
                  <Cell>
                    {formatTime(invitation.expiresAt)}
                    {Date.parse(invitation.expiresAt) <= Date.now() && (
                      <span className="ml-2 text-xs text-muted">{t('expired')}</span>
                    )}
                  </Cell>
                  <Cell>
                    <div className="flex justify-end gap-2">
                      <Button
                        needs="owner"
                        aria-label={`${t('inviteAgain')}: ${invitation.email}`}
                        disabled={again.isPending}
                        onClick={() => again.mutate(invitation)}
                      >
                        {t('inviteAgain')}
                      </Button>
                      <Button
                        needs="owner"
                        tone="danger"
                        aria-label={`${t('withdraw')}: ${invitation.email}`}
                        onClick={() => withdrawal.mutate(invitation)}
                      >
                        {t('withdraw')}
                      </Button>
                    </div>
                  </Cell>
                </tr>
              ))}
            </Table>
          )
        }
      </Loaded>
    </Panel>
  );
}

function roleOf({ projectRole, platformRole }: UserInvitation): string {
  const role = projectRole?.role ?? platformRole;
  return role === null ? '—' : t(`role-${role}`);
}
