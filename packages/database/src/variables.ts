import { newId } from './ids.ts';
import { columns, type Store } from './store.ts';
import { type TwoWayPage, type TwoWayPageRequest, twoWayPage } from './two-way-paging.ts';

/** A text that flows read as `{{variables['NAME']}}`. */
export interface VariableRow {
  id: string;
  projectId: string;
  name: string;
  value: string;
  createdAt: Date;
  updatedAt: Date;
}

/** Texts that flows read by name. */
export interface VariableRepository {
  /**
   * Values of the project, by name: of those that are named, or all as long as they come to no more than 8 million
   * characters.
   */
  values(projectId: string, names?: readonly string[]): Promise<Map<string, string>>;
  /** Makes a variable or gives the one of this name another value; `before` is null when it is new. */
  put(
    projectId: string,
    variable: { name: string; value: string },
  ): Promise<{ variable: VariableRow; before: VariableRow | null }>;
  get(projectId: string, id: string): Promise<VariableRow | null>;
  /** @param name of one alone */
  list(projectId: string, name: string | null, page: TwoWayPageRequest): Promise<TwoWayPage<VariableRow>>;
  remove(projectId: string, id: string): Promise<boolean>;
}

export function variableRepository({ sql, prisma, underLock }: Store): VariableRepository {
  return {
    async values(projectId, names) {
      const rows = await sql<{ name: string; value: string }>(VALUES, [projectId, names ?? null, MOST_CHARACTERS]);
      return new Map(rows.map(({ name, value }) => [name, value]));
    },
    put: (projectId, { name, value }) =>
      underLock(`variables:${projectId}`, async (query) => {
        const [before] = await query<VariableRow>(FIND, [projectId, name]);
        const [variable] = await query<VariableRow>(PUT, [newId(), projectId, name, value]);
        if (variable === undefined) throw new Error(`variable "${name}" was not written`);
        return { variable, before: before ?? null };
      }),
    get: (projectId, id) => prisma.variable.findUnique({ where: { id, projectId } }),
    list: (projectId, name, page) =>
      twoWayPage(page, ({ where, orderBy, take }) =>
        prisma.variable.findMany({ where: { projectId, ...where, ...(name === null ? {} : { name }) }, orderBy, take }),
      ),
    async remove(projectId, id) {
      const { count } = await prisma.variable.deleteMany({ where: { id, projectId } });
      return count > 0;
    },
  };
}

const FIELDS = columns(['id', 'projectId', 'name', 'value', 'createdAt', 'updatedAt']);

/** A step that reads variables by names that only the run can tell is given no more than a worker can hold. */
const MOST_CHARACTERS = 8_000_000;

const VALUES = `
  SELECT name, value FROM (
    SELECT name, value, sum(length(value)) OVER (ORDER BY name) AS total FROM variables
    WHERE project_id = $1 AND ($2::text[] IS NULL OR name = ANY($2::text[]))) v
  WHERE total <= $3 ORDER BY name`;

const FIND = `SELECT ${FIELDS} FROM variables WHERE project_id = $1 AND name = $2`;

const PUT = `
  INSERT INTO variables (id, project_id, name, value) VALUES ($1, $2, $3, $4)
  ON CONFLICT (project_id, name) DO UPDATE SET value = excluded.value, updated_at = now()
  RETURNING ${FIELDS}`;
