import { readFileSync } from 'node:fs';
import { roleTable, TABLE_BEGIN, TABLE_END } from '../scripts/role-table.ts';
import { leastRole } from './least-role.ts';
import { hasRole, higherRole, PROJECT_ROLES } from './roles.ts';

const PAGE = new URL('../../../docs/roles.md', import.meta.url);

test('each role may what those before it may, and nobody without one may anything', () => {
  for (const [place, role] of PROJECT_ROLES.entries()) {
    expect(PROJECT_ROLES.filter((least) => hasRole(role, least))).toEqual(PROJECT_ROLES.slice(0, place + 1));
    expect([hasRole(null, role), hasRole(null, 'anyone'), hasRole(role, 'anyone')]).toEqual([false, true, true]);
  }
  expect([higherRole('viewer', 'editor'), higherRole('owner', 'editor')]).toEqual(['editor', 'owner']);
});

test('a route that names no role asks for viewers to read and for editors to write', () => {
  expect([leastRole({ scope: 'read' }), leastRole({ scope: 'write' })]).toEqual(['viewer', 'editor']);
  expect([leastRole({ scope: 'admin' }), leastRole({ scope: 'public' })]).toEqual(['anyone', 'anyone']);
  expect(leastRole({ scope: 'read', role: 'owner' })).toBe('owner');
});

test('the page of roles is what the contracts say; `pnpm --filter @perdura/contracts docs:roles` writes it', () => {
  const page = readFileSync(PAGE, 'utf8');
  const table = page.split(TABLE_BEGIN)[1]?.split(TABLE_END)[0];
  expect(table?.trim()).toBe(roleTable());
});
