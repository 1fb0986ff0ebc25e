import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Panel } from '../../components/ui/controls.tsx';
import { Empty, Loaded, Problem } from '../../components/ui/feedback.tsx';
import { Cell, Table } from '../../components/ui/table.tsx';
import { callApi } from '../../lib/api-client.ts';
import { formatTime, t } from '../../lib/language.ts';
import { pendingInvitations } from '../../lib/people-queries.ts';
import { queryClient } from '../../lib/queries.ts';
import type { UserInvitation } from '../../lib/resources.ts';

const refresh = () => queryClient.invalidateQueries({ queryKey: pendingInvitations.queryKey });

/** Who is invited to the project and has not come yet. */
export function Invitations() {
  const query = useQuery(pendingInvitations);
  const again = useMutation({
    mutationFn: ({ email, type, projectRole }: UserInvitation) =>
      callApi('POST', '/v1/user-invitations', { email, type, projectRole: projectRole?.role }),
    onSettled: refresh,
  });
  const withdrawal = useMutation({
    mutationFn: ({ id }: UserInvitation) => callApi('DELETE', `/v1/user-invitations/${id}`),
    onSettled: refresh,
  });
  return (
    <Panel title={t('pendingInvitations')}>
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
                  <Cell>{invitation.projectRole === null ? '—' : t(`role-${invitation.projectRole.role}`)}</Cell>
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
