import { CommittedField } from '../../components/ui/committed-field.tsx';
import { Select } from '../../components/ui/controls.tsx';
import { t } from '../../lib/language.ts';
import type { RunSearch } from '../../lib/run-filters.ts';
import { instantOf, localTimeOf, OWN_ZONE, startOfDay } from '../../lib/zones.ts';

const HOUR_MS = 3_600_000;

type TimeFilter = 'createdAfter' | 'createdBefore' | 'completedAfter' | 'completedBefore';

interface TimeRangeProps {
  search: RunSearch;
  onChange: (change: Partial<RunSearch>) => void;
}

/** Which time the runs were made in: counted back from now, or between two moments. */
export function TimeRange({ search, onChange }: TimeRangeProps) {
  const isSet = search.createdAfter !== undefined || search.createdBefore !== undefined;
  const pick = (choice: string) => {
    const createdAfter =
      choice === 'custom'
        ? startOfDay(new Date(), OWN_ZONE)
        : choice === ''
          ? undefined
          : new Date(Date.now() - Number(choice) * HOUR_MS).toISOString();
    onChange({ createdAfter, createdBefore: undefined });
  };
  return (
    <Select
      label={t('timeRange')}
      value={isSet ? 'custom' : ''}
      onChange={pick}
      options={[
        ['', t('anyTime')],
        ['1', t('lastHour')],
        ['24', t('lastDay')],
        ['168', t('lastWeek')],
        ['720', t('lastMonth')],
        ['custom', t('customRange')],
      ]}
    />
  );
}

/** The two moments of a range of time, once there is one. */
export function TimeRangeFields({ search, onChange }: TimeRangeProps) {
  if (search.createdAfter === undefined && search.createdBefore === undefined) return null;
  return (
    <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
      <TimeFilterField name="createdAfter" label={t('createdAfter')} search={search} onChange={onChange} />
      <TimeFilterField name="createdBefore" label={t('createdBefore')} search={search} onChange={onChange} />
    </div>
  );
}

/** A moment in the reader's own time; the search has it in UTC. */
export function TimeFilterField({
  name,
  label,
  search,
  onChange,
}: TimeRangeProps & { name: TimeFilter; label: string }) {
  const value = search[name];
  const time = value === undefined ? Number.NaN : Date.parse(value);
  return (
    <CommittedField
      label={label}
      type="datetime-local"
      value={Number.isNaN(time) ? '' : localTimeOf(new Date(time), OWN_ZONE)}
      onCommit={(text) => onChange({ [name]: text === '' ? undefined : instantOf(text, OWN_ZONE) })}
    />
  );
}
