import { CommittedField } from '../../components/ui/committed-field.tsx';
import { Select } from '../../components/ui/controls.tsx';
import { statusText } from '../../components/ui/status.tsx';
import { t } from '../../lib/language.ts';
import type { StepStatus } from '../../lib/resources.ts';
import type { RunFilterName, RunSearch } from '../../lib/run-filters.ts';
import { type ChangeSearch, TextFilter } from './filter-fields.tsx';
import { TimeFilterField, TimeRangeFields } from './time-range.tsx';

const STEP_STATUSES: readonly StepStatus[] = ['running', 'waiting', 'success', 'failed', 'skipped', 'cancelled'];

/** The filters that stand here; they are shown at once while one of them is set. */
const HERE: readonly RunFilterName[] = [
  ...(['errorCode', 'version', 'nodeId', 'nodeStatus', 'minDurationMs', 'maxDurationMs', 'dataPath'] as const),
  ...(['dataValue', 'completedAfter', 'completedBefore', 'paused', 'parentRunId', 'retryOf'] as const),
];

interface FiltersProps {
  search: RunSearch;
  onChange: ChangeSearch;
}

/** The filters that are asked for less often. */
export function MoreRunFilters({ search, onChange }: FiltersProps) {
  const count = HERE.filter((name) => search[name] !== undefined).length;
  const field = { search, onChange };
  return (
    <>
      <TimeRangeFields {...field} />
      <details open={count > 0}>
        <summary className="cursor-pointer text-sm text-link">
          {t('moreFilters')}
          {count > 0 && ` (${count})`}
        </summary>
        <div className="mt-3 grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
          <TextFilter name="errorCode" label={t('errorCode')} {...field} />
          <TextFilter name="version" label={t('version')} {...field} />
          <NodeFilters {...field} />
          <SecondsFilter name="minDurationMs" label={t('minDuration')} {...field} />
          <SecondsFilter name="maxDurationMs" label={t('maxDuration')} {...field} />
          <DataFilters {...field} />
          <TimeFilterField name="completedAfter" label={t('completedAfter')} {...field} />
          <TimeFilterField name="completedBefore" label={t('completedBefore')} {...field} />
          <Select
            label={t('pausedFilter')}
            value={search.paused ?? ''}
            onChange={(paused) => onChange({ paused: paused || undefined })}
            options={[
              ['', t('all')],
              ['true', t('onlyPaused')],
              ['false', t('notPaused')],
            ]}
          />
          <TextFilter name="parentRunId" label={t('childrenOf')} {...field} />
          <TextFilter name="retryOf" label={t('repeatsOf')} {...field} />
        </div>
      </details>
    </>
  );
}

function NodeFilters({ search, onChange }: FiltersProps) {
  const { nodeId, nodeStatus } = search;
  return (
    <>
      <CommittedField
        label={t('nodeId')}
        value={nodeId ?? ''}
        onCommit={(text) => onChange(text === '' ? { nodeId: undefined, nodeStatus: undefined } : { nodeId: text })}
      />
      <Select
        label={t('nodeStatus')}
        value={nodeStatus ?? ''}
        onChange={(status) => onChange({ nodeStatus: status || undefined })}
        // A state is one of a node: without that there is nothing to choose.
        options={[
          ['', t('all')],
          ...(nodeId === undefined ? [] : STEP_STATUSES.map((status) => [status, statusText(status)] as const)),
        ]}
      />
    </>
  );
}

function DataFilters({ search, onChange }: FiltersProps) {
  return (
    <>
      <CommittedField
        label={t('dataPath')}
        value={search.dataPath ?? ''}
        onCommit={(text) => onChange(text === '' ? { dataPath: undefined, dataValue: undefined } : { dataPath: text })}
      />
      <TextFilter
        name="dataValue"
        label={t('dataValue')}
        search={search}
        onChange={onChange}
        disabled={search.dataPath === undefined}
      />
    </>
  );
}

function SecondsFilter({
  name,
  label,
  search,
  onChange,
}: FiltersProps & { name: 'minDurationMs' | 'maxDurationMs'; label: string }) {
  const value = search[name];
  const commit = (text: string) => {
    const seconds = Number(text);
    const isTime = text !== '' && Number.isFinite(seconds) && seconds >= 0;
    onChange({ [name]: isTime ? String(Math.round(seconds * 1_000)) : undefined });
  };
  return (
    <CommittedField
      label={label}
      type="number"
      min={0}
      step="any"
      value={value === undefined ? '' : String(Number(value) / 1_000)}
      onCommit={commit}
    />
  );
}
