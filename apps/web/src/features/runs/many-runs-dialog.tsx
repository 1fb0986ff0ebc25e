import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Button, Select } from '../../components/ui/controls.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { statusText } from '../../components/ui/status.tsx';
import { callApi } from '../../lib/api-client.ts';
import { formatNumber, t } from '../../lib/language.ts';
import { ACTION_TEXTS } from '../../lib/many-runs.ts';
import { useRequestKey } from '../../lib/request-key.ts';
import {
  bodyOfFilters,
  filtersOf,
  type ManyRunsAction,
  narrowedTo,
  type RunFilters,
  STATUSES_FOR_ACTION,
} from '../../lib/run-filters.ts';

const ACTIONS = Object.keys(ACTION_TEXTS) as ManyRunsAction[];

interface ManyRunsDialogProps {
  filters: RunFilters;
  onClose: () => void;
}

/** Does something with all runs of a search, after it said how many they are; leads to the job's page. */
export function ManyRunsDialog({ filters, onClose }: ManyRunsDialogProps) {
  const [action, setAction] = useState<ManyRunsAction>('retry');
  const [onlyFitting, setOnlyFitting] = useState(true);
  const [retry, setRetry] = useState<RetryInput>({ from: 'failed', version: 'pinned' });
  const [parked, setParked] = useState('');
  const navigate = useNavigate();
  const keyOf = useRequestKey();
  const narrowed = onlyFitting ? narrowedTo(action, filters) : filters;
  const request =
    narrowed === null ? null : { action, filter: bodyOfFilters(narrowed), ...inputOf(action, retry, parked) };
  const counting = useQuery({
    queryKey: ['bulk-total', action, narrowed],
    queryFn: () => callApi<{ total: number }>('POST', '/v1/runs/bulk?dryRun=true', request),
    enabled: request !== null,
    gcTime: 0,
  });
  const starting = useMutation({
    mutationFn: () => callApi<{ jobId: string }>('POST', '/v1/runs/bulk', request, keyOf(request)),
    onSuccess: ({ jobId }) => navigate({ to: '/bulk/$jobId', params: { jobId } as never }),
  });
  const total = request === null ? 0 : counting.data?.total;
  return (
    <Dialog title={t('manyRuns')} onClose={onClose}>
      <div className="space-y-3">
        <p className="text-sm text-muted">{t('manyRunsHint')}</p>
        <Select
          label={t('action')}
          value={action}
          onChange={(chosen) => setAction(chosen as ManyRunsAction)}
          options={ACTIONS.map((each) => [each, t(ACTION_TEXTS[each])] as const)}
        />
        {action === 'retry' && <RetryFields value={retry} onChange={setRetry} />}
        {action === 'resume' && <ParkedField value={parked} onChange={setParked} />}
        <FittingField action={action} value={onlyFitting} onChange={setOnlyFitting} />
        <FilterText filters={narrowed ?? filters} />
        <p role="status" className="text-sm font-semibold">
          {request === null
            ? t('noneFits')
            : total === undefined
              ? t('counting')
              : `${t('runsWillBe')}: ${formatNumber(total)}`}
        </p>
        <Problem error={counting.error ?? starting.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('close')}</Button>
          <Button
            tone={action === 'cancel' || action === 'terminate' ? 'danger' : 'accent'}
            disabled={starting.isPending || counting.isFetching || total === undefined || total === 0}
            onClick={() => starting.mutate()}
          >
            {t(ACTION_TEXTS[action])}
            {total !== undefined && ` (${formatNumber(total)})`}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

interface RetryInput {
  from: string;
  version: string;
}

function inputOf(action: ManyRunsAction, retry: RetryInput, parked: string): { input?: object } {
  if (action === 'retry') return { input: retry };
  return action === 'resume' && parked !== '' ? { input: { action: parked } } : {};
}

interface FieldProps<Value> {
  value: Value;
  onChange: (value: Value) => void;
}

function RetryFields({ value, onChange }: FieldProps<RetryInput>) {
  return (
    <div className="grid grid-cols-2 gap-3">
      <Select
        label={t('retryFrom')}
        value={value.from}
        onChange={(from) => onChange({ ...value, from })}
        options={[
          ['failed', t('fromFailed')],
          ['start', t('fromStart')],
        ]}
      />
      <Select
        label={t('retryVersion')}
        value={value.version}
        onChange={(version) => onChange({ ...value, version })}
        options={[
          ['pinned', t('versionPinned')],
          ['latest', t('versionLatest')],
        ]}
      />
    </div>
  );
}

function ParkedField({ value, onChange }: FieldProps<string>) {
  return (
    <Select
      label={t('parkedSteps')}
      value={value}
      onChange={onChange}
      options={[
        ['', t('leaveParked')],
        ['retry', t('retryStep')],
        ['skip', t('skipStep')],
        ['fail', t('failStep')],
      ]}
    />
  );
}

function FittingField({ action, value, onChange }: FieldProps<boolean> & { action: ManyRunsAction }) {
  return (
    <label className="flex items-start gap-2 text-sm">
      <input type="checkbox" className="mt-1" checked={value} onChange={(event) => onChange(event.target.checked)} />
      <span>
        {t('onlyFitting')}
        <span className="block text-xs text-muted">{STATUSES_FOR_ACTION[action].map(statusText).join(', ')}</span>
      </span>
    </label>
  );
}

/** The search as it will be asked for, so that nobody acts on more than was meant. */
function FilterText({ filters }: { filters: RunFilters }) {
  const entries = Object.entries(filtersOf(filters));
  return (
    <p className="rounded-md bg-slate-100 p-2 font-mono text-xs break-words dark:bg-slate-950">
      {entries.length === 0 ? t('allRunsOfProject') : entries.map(([name, text]) => `${name}=${text}`).join(' · ')}
    </p>
  );
}
