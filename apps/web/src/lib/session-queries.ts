import type { ProjectRole } from '@perdura/contracts/roles';
import { queryOptions } from '@tanstack/react-query';
import { callApi } from './api-client.ts';

/** A project with the role that the reader has in it. */
export interface OwnProject {
  id: string;
  name: string;
  role: ProjectRole;
}

export interface SessionInfo {
  sessionId: string | null;
  user: { id: string; email: string; name: string; admin: boolean };
  project: OwnProject | null;
  projects: OwnProject[];
}

export interface OpenSession {
  id: string;
  method: string;
  current: boolean;
  ip: string | null;
  userAgent: string | null;
  createdAt: string;
  lastUsedAt: string;
}

/** Who signed in, for which project, and which others there are. */
export const sessionInfo = queryOptions({
  queryKey: ['session'],
  queryFn: () => callApi<SessionInfo>('GET', '/v1/auth/session'),
});

export const openSessions = queryOptions({
  queryKey: ['sessions'],
  queryFn: () => callApi<{ sessions: OpenSession[] }>('GET', '/v1/auth/sessions'),
});

/** The ways of signing in that there are here. */
export const signInProviders = queryOptions({
  queryKey: ['sign-in-providers'],
  queryFn: () => callApi<{ oidc: { name: string; startUrl: string } | null }>('GET', '/v1/auth/providers'),
  staleTime: Number.POSITIVE_INFINITY,
});
