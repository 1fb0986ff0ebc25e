import { type Locale, type RunFilterFields, requestFaults, runFilterBody } from '@perdura/contracts';
import type { RunFilter } from '@perdura/database';
import { invalid, notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { withoutUndefined } from '../../without-undefined.ts';

/** Who asks, and what for: the filters of the request, and a saved search under them. */
export interface AskedFilter {
  projectId: string;
  locale: Locale;
  given: RunFilterFields;
  search: string | undefined;
}

/** The filters that hold: those of the request, and of the saved search those that the request does not name. */
export async function filterOf(deps: AppDependencies, asked: AskedFilter): Promise<RunFilter> {
  const given = withoutUndefined(asked.given);
  return asked.search === undefined ? given : { ...(await savedFilter(deps, asked.search, asked)), ...given };
}

/** @throws {ApiError} SEARCH_NOT_FOUND */
async function savedFilter(
  { database }: AppDependencies,
  id: string,
  { projectId, locale }: AskedFilter,
): Promise<RunFilter> {
  const saved = await database.savedSearches.get(projectId, id);
  if (saved === null) throw notFound('SEARCH_NOT_FOUND', id);
  const { value, faults } = requestFaults(runFilterBody, saved.filter, locale);
  if (value === null) throw invalid(faults);
  return withoutUndefined(value);
}
