import { queryOptions } from '@tanstack/react-query';
import { callApi } from './api-client.ts';
import { queryString } from './queries.ts';
import type { MemberPage, ShownInvitation, UserInvitationPage } from './resources.ts';

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

export const pendingInvitations = queryOptions({
  queryKey: ['invitations'],
  queryFn: () => callApi<UserInvitationPage>('GET', '/v1/user-invitations?type=PROJECT&status=PENDING&limit=200'),
});

/** What the invitation of a token is for. */
export const shownInvitation = (invitationToken: string) =>
  queryOptions({
    queryKey: ['invitation', invitationToken],
    queryFn: () => callApi<ShownInvitation>('POST', '/v1/user-invitations/show', { invitationToken }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
