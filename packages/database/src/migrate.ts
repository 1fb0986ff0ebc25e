import { DatabaseError } from './errors.ts';

export interface MigrationProgress {
  name: string;
  state: 'applying' | 'applied';
}

export interface MigrateOptions {
  onProgress?: (progress: MigrationProgress) => void;
  /** Folder with the migrations. @default the repository's `prisma/migrations` */
  folder?: string;
}

/** The migrations on disk do not go with those that the database had. Codes: MIGRATION_CHANGED, MIGRATION_MISSING, MIGRATION_FAILED. */
export class MigrationError extends DatabaseError {}

/**
 * Brings a database to the newest schema: applies what is missing, in order, each in one transaction, one process at a
 * time. Answers the names applied. `prisma migrate deploy` sees the same rows.
 * @throws MigrationError @throws DatabaseUnavailable
 */
export async function migrate(url: string, options: MigrateOptions = {}): Promise<string[]> {
  throw new Error(`not yet: ${url.length} ${Object.keys(options).length}`);
}
