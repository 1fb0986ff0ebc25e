import { queryOptions } from '@tanstack/react-query';
import { callApi } from './api-client.ts';
import { queryClient, queryString } from './queries.ts';
import type { ProjectPage, UserPage } from './resources.ts';

/** A page of all users of the installation. */
export const userList = (cursor: string | undefined) =>
  queryOptions({
    queryKey: ['installation', 'users', cursor],
    queryFn: () => callApi<UserPage>('GET', `/v1/users${queryString({ limit: '50', cursor })}`),
    placeholderData: (previous) => previous,
  });

/** A page of all projects of the installation, archived ones too. */
export const projectList = (cursor: string | undefined) =>
  queryOptions({
    queryKey: ['installation', 'projects', cursor],
    queryFn: () => callApi<ProjectPage>('GET', `/v1/projects${queryString({ limit: '50', archived: 'true', cursor })}`),
    placeholderData: (previous) => previous,
  });

/** Has users and projects asked for anew. */
export function refreshInstallation(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: ['installation'] });
}
