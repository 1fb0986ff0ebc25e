import type { ProjectRow } from '@perdura/database';
import { presentProject } from '../people/presenter.ts';

export function presentProjectDetail(row: ProjectRow) {
  const { retentionDays, quotas = {} } = row.settings;
  const settings = { ...(retentionDays === undefined ? {} : { retentionDays }), quotas };
  return { ...presentProject(row), settings };
}
