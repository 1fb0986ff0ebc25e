import type { MemberRow } from '@perdura/database';
import { bothIds, time } from '../../page-request.ts';

export function presentMember({ userId, role, createdAt, user }: MemberRow) {
  const { id, email, name, admin, operator, disabledAt } = user;
  const shown = { ...bothIds(id), email, name, admin, operator, disabled: disabledAt !== null };
  return { userId, role, user: shown, createdAt: time(createdAt) };
}
