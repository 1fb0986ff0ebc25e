import type { ProjectSettings } from '@perdura/contracts';
import type { Sql } from './store.ts';

/** How long settings count before they are read anew, in milliseconds. */
const KEPT_MS = 2_000;
const MOST_KEPT = 10_000;

/** Settings of projects, which are asked for at every request and every start. */
export class ProjectSettingsCache {
  readonly #sql: Sql;
  readonly #known = new Map<string, { settings: Promise<ProjectSettings>; readAt: number }>();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** At most two seconds old; empty for a project that there is not. */
  of(projectId: string): Promise<ProjectSettings> {
    const known = this.#known.get(projectId);
    if (known !== undefined && Date.now() - known.readAt < KEPT_MS) return known.settings;
    const settings = this.#read(projectId);
    if (this.#known.size >= MOST_KEPT) this.#known.clear();
    this.#known.set(projectId, { settings, readAt: Date.now() });
    settings.catch(() => this.forget(projectId));
    return settings;
  }

  /** They were changed just now. */
  forget(projectId: string): void {
    this.#known.delete(projectId);
  }

  async #read(projectId: string): Promise<ProjectSettings> {
    const [row] = await this.#sql<{ settings: ProjectSettings }>(
      'SELECT settings FROM projects WHERE id = $1',
      [projectId],
      'project-settings',
    );
    return row?.settings ?? {};
  }
}
