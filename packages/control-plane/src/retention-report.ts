import type { DeletedRows } from '@perdura/database';
import type { ControlDependencies } from './dependencies.ts';

/** What retention deletes, as the audit log names it. */
type Kind = 'runs' | 'events' | 'messages';

/** Rows after which the log is told although more are to be deleted. */
const TOLD_AFTER = 10_000;

/** Sums up what retention deleted, so that a thousand small deletions are one entry in the log of their project. */
export class RetentionReport {
  readonly #deps: Pick<ControlDependencies, 'database'>;
  readonly #sums = new Map<string, Partial<Record<Kind, number>>>();
  #rows = 0;

  constructor(deps: Pick<ControlDependencies, 'database'>) {
    this.#deps = deps;
  }

  /** Notes deleted rows; answers how many they are. */
  add(kind: Kind, deleted: DeletedRows): number {
    let rows = 0;
    for (const [projectId, count] of deleted) {
      const sums = this.#sums.get(projectId) ?? {};
      sums[kind] = (sums[kind] ?? 0) + count;
      this.#sums.set(projectId, sums);
      rows += count;
    }
    this.#rows += rows;
    return rows;
  }

  /** Writes what was deleted; while more is being deleted, only now and then. @throws DatabaseUnavailable: told later */
  async tell({ more }: { more: boolean }): Promise<void> {
    if (more && this.#rows < TOLD_AFTER) return;
    for (const [projectId, deleted] of this.#sums) {
      const system = { actorType: 'system', actorId: 'retention', actor: 'retention' } as const;
      const change = { action: 'retention.delete', target: projectId, before: { ...deleted } };
      await this.#deps.database.audit.write(projectId, { ...system, ...change });
      this.#sums.delete(projectId);
    }
    this.#rows = 0;
  }
}
