import { leastRole } from '../src/least-role.ts';
import { PROJECT_ROLES } from '../src/roles.ts';
import type { RouteContract, RouteTag } from '../src/route.ts';
import { ROUTES } from '../src/routes.ts';

/** What stands around the table in its page. */
export const TABLE_BEGIN = '<!-- made from the contracts: begin -->';
export const TABLE_END = '<!-- made from the contracts: end -->';

const COLUMNS = ['anyone', ...PROJECT_ROLES, 'administrator'] as const;
type Column = (typeof COLUMNS)[number];

/** A table of all routes that ask for a credential: under the least role that each asks for, by what they are about. */
export function roleTable(): string {
  const guarded = ROUTES.filter(({ scope }) => scope !== 'public');
  const tags = [...new Set(guarded.map(({ tag }) => tag))];
  return tags
    .map((tag) =>
      section(
        tag,
        guarded.filter((route) => route.tag === tag),
      ),
    )
    .join('\n\n');
}

function section(tag: RouteTag, routes: RouteContract[]): string {
  const rows = COLUMNS.flatMap((column) => {
    const names = routes.filter((route) => columnOf(route) === column).map(shown);
    return names.length === 0 ? [] : [`- \`${column}\`: ${names.join(', ')}`];
  });
  return [`### ${tag}`, '', ...rows].join('\n');
}

function columnOf(route: RouteContract): Column {
  return route.scope === 'admin' ? 'administrator' : leastRole(route);
}

function shown({ method, path }: RouteContract): string {
  return `\`${method.toUpperCase()} ${path}\``;
}
