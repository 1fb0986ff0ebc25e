import type { ProjectRole } from '@perdura/contracts';
import type { ApiKeyScope } from '../api-keys.ts';

/** Who acts, and for which project: what a valid key or session stands for. */
export interface Actor {
  /** The key that was shown; null for a session. */
  apiKeyId: string | null;
  /** The session that was shown; null for a key. */
  sessionId: string | null;
  /** Empty for a session of somebody who is in no project; `role` is null then. */
  projectId: string;
  projectName: string;
  userId: string;
  userName: string;
  userEmail: string;
  /** Whether the user administers the installation. */
  admin: boolean;
  /** What the user may do in the project; null: nothing. */
  role: ProjectRole | null;
  scopes: ApiKeyScope[];
}

/**
 * Role of the user `u` whose membership is `m`: administrators are owners everywhere, operators of the installation have
 * that role everywhere and keep a higher one of their own.
 */
export const ROLE_OF_USER = `
  CASE WHEN u.admin THEN 'owner'
       WHEN u.operator AND (m.role IS NULL OR m.role = 'viewer') THEN 'operator'
       ELSE m.role END`;

/** The id of the credential that an actor showed: no key has the id of a session. */
export function credentialOf({ apiKeyId, sessionId }: Pick<Actor, 'apiKeyId' | 'sessionId'>): string {
  return apiKeyId ?? sessionId ?? '';
}
