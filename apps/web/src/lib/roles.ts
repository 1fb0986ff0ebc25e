import { hasRole, type ProjectRole } from '@perdura/contracts/roles';
import { useQuery } from '@tanstack/react-query';
import { t } from './language.ts';
import { me } from './queries.ts';

/** What the reader may do in the project; undefined until it is known, null: nothing. */
export function useRole(): ProjectRole | null | undefined {
  return useQuery(me).data?.role;
}

/** Whether the reader has at least this role; true until it is known, since the API decides anyway. */
export function useMay(needs: ProjectRole): boolean {
  const role = useRole();
  return role === undefined || hasRole(role, needs);
}

/** Why the reader cannot do what needs a role; null for whoever can. */
export function useMissingRole(needs: ProjectRole): string | null {
  return useMay(needs) ? null : `${t('roleMissing')} ${t(`role-${needs}`)}`;
}
