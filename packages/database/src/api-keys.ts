import type { Page, PageRequest } from './paging.ts';

export type ApiKeyScope = 'read' | 'write';

/** A key as it is listed: never with the key itself. */
export interface ApiKeyRow {
  id: string;
  projectId: string;
  userId: string;
  name: string;
  scopes: ApiKeyScope[];
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
  createdAt: Date;
}

/** Who acts, and for which project: what a valid key stands for. */
export interface Actor {
  apiKeyId: string;
  projectId: string;
  projectName: string;
  userId: string;
  userName: string;
  userEmail: string;
  /** Whether the user administers the installation. */
  admin: boolean;
  /** Role in the project; null for an administrator who is no member. */
  role: string | null;
  scopes: ApiKeyScope[];
}

export interface NewApiKey {
  userId: string;
  name: string;
  scopes: ApiKeyScope[];
  expiresAt?: Date | null;
  /** A key chosen by the installation instead of a generated one; it must have the format of `parseApiKey`. */
  key?: string;
}

/** Keys of the HTTP API; stored as a hash alone. */
export interface ApiKeyRepository {
  /**
   * Makes a key; `key` is the only time that its text is seen.
   * @throws InvalidApiKey when `input.key` is not of the format
   * @throws NameTaken when `input.key` exists already
   */
  create(projectId: string, input: NewApiKey): Promise<{ row: ApiKeyRow; key: string }>;
  get(projectId: string, id: string): Promise<ApiKeyRow | null>;
  list(projectId: string, page: PageRequest): Promise<Page<ApiKeyRow>>;
  /** Ends a key at once; false when the project has no such key (a revoked one counts as there). */
  revoke(projectId: string, id: string): Promise<boolean>;
  /** A new key with the same name, scopes and expiry; the old one ends after the overlap. Null when there is none, or it ended. */
  rotate(
    projectId: string,
    id: string,
    options: { overlapSeconds: number },
  ): Promise<{ row: ApiKeyRow; key: string } | null>;
  /**
   * The actor behind a key's text, with project and user, in one query; null for text that is no key (its checksum is
   * verified before the database is asked), and for unknown, expired and revoked keys. Notes the use, at most once a minute.
   */
  authenticate(key: string): Promise<Actor | null>;
}
