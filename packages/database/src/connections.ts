import type { JsonObject } from '@perdura/definition';
import type { Page, PageRequest } from './paging.ts';

/** A connection as it is shown: never with its value. */
export interface ConnectionRow {
  id: string;
  projectId: string;
  name: string;
  type: string;
  allowedHosts: string[];
  createdAt: Date;
  updatedAt: Date;
}

export interface NewConnection {
  name: string;
  type: string;
  value: JsonObject;
  allowedHosts?: string[];
}

/** Encrypted credentials, named by nodes and tools. */
export interface ConnectionRepository {
  /** @throws NameTaken when the project has a connection of that name */
  create(projectId: string, input: NewConnection): Promise<ConnectionRow>;
  /** Null when there is none. @throws NameTaken when the new name is in use */
  update(projectId: string, id: string, change: Partial<NewConnection>): Promise<ConnectionRow | null>;
  get(projectId: string, id: string): Promise<ConnectionRow | null>;
  list(projectId: string, page: PageRequest): Promise<Page<ConnectionRow>>;
  remove(projectId: string, id: string): Promise<boolean>;
  /** All names, for checking definitions. */
  names(projectId: string): Promise<Set<string>>;
  /** The connection with its value in the clear, for the activity that uses it. @throws SecretUnreadable */
  reveal(projectId: string, name: string): Promise<(ConnectionRow & { value: JsonObject }) | null>;
  /** Encrypts with the first key what was encrypted with another, at most `limit` of them; answers how many. */
  rewrap(limit: number): Promise<number>;
}
