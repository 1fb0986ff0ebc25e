import type { LeastRole } from '@perdura/contracts';
import type { Actor } from '@perdura/database';
import { ApiError } from './api-error.ts';

/** The refusal of what asks for another role than the caller has. */
export function roleRequired({ role }: Pick<Actor, 'role'>, needed: LeastRole): ApiError {
  if (role === null) return new ApiError('ROLE_REQUIRED', { detail: 'noRole', values: { needed } });
  return new ApiError('ROLE_REQUIRED', { values: { needed, found: role } });
}
