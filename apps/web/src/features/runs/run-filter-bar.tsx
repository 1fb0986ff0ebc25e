import { Button, Select } from '../../components/ui/controls.tsx';
import { originText } from '../../lib/given-words.ts';
import { t } from '../../lib/language.ts';
import { filtersOf, type RunFilterName, type RunSearch } from '../../lib/run-filters.ts';
import { type ChangeSearch, TextFilter } from './filter-fields.tsx';
import { MoreRunFilters } from './more-run-filters.tsx';
import { TimeRange } from './time-range.tsx';

const ORIGINS = ['api', 'cron', 'event', 'webhook', 'channel', 'mcp', 'workflow'] as const;

interface RunFilterBarProps {
  search: RunSearch;
  /** Ids and names of workflows and flows. */
  sources: readonly (readonly [id: string, name: string])[];
  onChange: ChangeSearch;
}

/** The fields of the search over runs: those that are asked for most at once, the others on demand. */
export function RunFilterBar({ search, sources, onChange }: RunFilterBarProps) {
  const isFiltered = Object.keys(filtersOf(search)).length > 0;
  return (
    <div className="space-y-3">
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        <SetSelect
          name="workflowId"
          label={t('workflows')}
          all={t('allWorkflows')}
          several={t('severalWorkflows')}
          search={search}
          options={sources}
          onChange={onChange}
        />
        <SetSelect
          name="triggeredBy"
          label={t('triggeredBy')}
          all={t('all')}
          several={t('severalOrigins')}
          search={search}
          options={ORIGINS.map((origin) => [origin, originText(origin)] as const)}
          onChange={onChange}
        />
        <TimeRange search={search} onChange={onChange} />
        <Sort sort={search.sort} onChange={onChange} />
        <TextFilter name="error" label={t('errorText')} search={search} onChange={onChange} />
        <TextFilter name="tag" label={t('tag')} search={search} onChange={onChange} />
        <TextFilter name="businessKey" label={t('businessKey')} search={search} onChange={onChange} />
        <div className="flex items-end">
          <Button disabled={!isFiltered} onClick={() => onChange(nothing(search))} className="w-full">
            {t('clearFilters')}
          </Button>
        </div>
      </div>
      <MoreRunFilters search={search} onChange={onChange} />
    </div>
  );
}

interface SetSelectProps {
  name: RunFilterName;
  label: string;
  all: string;
  several: string;
  search: RunSearch;
  options: readonly (readonly [value: string, label: string])[];
  onChange: ChangeSearch;
}

/** One member of a set, or all; an address may name several, or one that is not among those offered. */
function SetSelect({ name, label, all, several, search, options, onChange }: SetSelectProps) {
  const value = search[name] ?? '';
  const isOffered = value === '' || options.some(([key]) => key === value);
  const other = value.includes(',') ? several : value;
  return (
    <Select
      label={label}
      value={value}
      onChange={(chosen) => onChange({ [name]: chosen || undefined })}
      options={[['', all], ...(isOffered ? [] : [[value, other] as const]), ...options]}
    />
  );
}

function Sort({ sort, onChange }: { sort: string | undefined; onChange: ChangeSearch }) {
  return (
    <Select
      label={t('sort')}
      value={sort ?? ''}
      onChange={(chosen) => onChange({ sort: chosen || undefined })}
      options={[
        ['', t('sortNewest')],
        ['createdAt', t('sortOldest')],
        ['-durationMs', t('sortLongest')],
        ['durationMs', t('sortShortest')],
        ['-completedAt', t('sortEnded')],
        ['-startedAt', t('sortStarted')],
      ]}
    />
  );
}

function nothing(search: RunSearch): Partial<RunSearch> {
  const names = [...Object.keys(filtersOf(search)), 'saved'];
  return Object.fromEntries(names.map((name) => [name, undefined]));
}
