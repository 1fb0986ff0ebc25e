import type { Store } from './store.ts';

/** Texts that flows read as `{{variables['NAME']}}`. */
export interface VariableRepository {
  /** All values of the project, by name. */
  values(projectId: string): Promise<Map<string, string>>;
}

export function variableRepository({ sql }: Pick<Store, 'sql'>): VariableRepository {
  return {
    async values(projectId) {
      const rows = await sql<{ name: string; value: string }>(
        'SELECT name, value FROM variables WHERE project_id = $1 ORDER BY name',
        [projectId],
      );
      return new Map(rows.map(({ name, value }) => [name, value]));
    },
  };
}
