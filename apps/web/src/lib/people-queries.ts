import { queryOptions } from '@tanstack/react-query';
import { callApi } from './api-client.ts';
import { queryClient, queryString } from './queries.ts';
import type { MemberPage, ShownInvitation, UserInvitation, UserInvitationPage } from './resources.ts';

/** Where the mail of an invitation leads. */
export const ACCEPT_PATH = '/accept-invitation';

export const memberList = (cursor: string | undefined) =>
  queryOptions({
    queryKey: ['members', cursor],
    queryFn: () => callApi<MemberPage>('GET', `/v1/members${queryString({ limit: '50', cursor })}`),
    placeholderData: (previous) => previous,
  });

/** Who the first members are, to name them by their ids. */
export const memberNames = queryOptions({
  queryKey: ['members', 'names'],
  queryFn: () => callApi<MemberPage>('GET', '/v1/members?limit=200'),
});

/** Who is invited to the project, or to the installation, and has not come yet. */
export const pendingInvitations = (type: UserInvitation['type']) =>
  queryOptions({
    queryKey: ['invitations', type],
    queryFn: () =>
      callApi<UserInvitationPage>(
        'GET',
        `/v1/user-invitations${queryString({ type, status: 'PENDING', limit: '200' })}`,
      ),
  });

/** Has all invitations asked for anew. */
export function refreshInvitations(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: ['invitations'] });
}

/** What the invitation of a token is for. */
export const shownInvitation = (invitationToken: string) =>
  queryOptions({
    queryKey: ['invitation', invitationToken],
    queryFn: () => callApi<ShownInvitation>('POST', '/v1/user-invitations/show', { invitationToken }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
