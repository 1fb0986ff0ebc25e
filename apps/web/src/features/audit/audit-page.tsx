import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { CommittedField } from '../../components/ui/committed-field.tsx';
import { Button, Panel, TextField } from '../../components/ui/controls.tsx';
import { Empty, Loaded, Problem } from '../../components/ui/feedback.tsx';
import { download } from '../../lib/download.ts';
import { t } from '../../lib/language.ts';
import { type AuditFilters, auditLog } from '../../lib/project-queries.ts';
import { queryString } from '../../lib/queries.ts';
import { instantOf, localTimeOf, OWN_ZONE } from '../../lib/zones.ts';
import { AuditEntries } from './audit-entries.tsx';

/** The filters and the page, as the address has them. */
export interface AuditSearch extends AuditFilters {
  cursor?: string | undefined;
}

/** Who changed or decided what in the project, and when. */
export function AuditPage() {
  const { cursor, ...filters } = useSearch({ strict: false }) as AuditSearch;
  const navigate = useNavigate();
  const query = useQuery(auditLog(filters, cursor));
  const set = (change: AuditSearch) =>
    void navigate({ to: '/audit', search: { ...filters, cursor: undefined, ...change } as never, replace: true });
  return (
    <Panel isPage title={t('auditLog')} actions={<ExportButton filters={filters} />}>
      <Filters filters={filters} set={set} />
      <Loaded query={query}>
        {({ entries, nextCursor }) => (
          <>
            {entries.length === 0 ? (
              <Empty>{t('noEntries')}</Empty>
            ) : (
              <AuditEntries entries={entries} onTarget={(target) => set({ target })} />
            )}
            <div className="mt-3 flex justify-end gap-2">
              {cursor !== undefined && <Button onClick={() => set({})}>{t('newest')}</Button>}
              {nextCursor !== null && <Button onClick={() => set({ cursor: nextCursor })}>{t('older')}</Button>}
            </div>
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function Filters({ filters, set }: { filters: AuditFilters; set: (change: AuditFilters) => void }) {
  const text = (name: 'target' | 'actor' | 'action') => ({
    value: filters[name] ?? '',
    onCommit: (value: string) => set({ [name]: value || undefined }),
  });
  return (
    <div className="mb-3 grid grid-cols-2 gap-3 lg:grid-cols-5">
      <CommittedField label={t('target')} {...text('target')} />
      <CommittedField label={t('actor')} {...text('actor')} />
      <CommittedField label={t('action')} placeholder={t('actionHint')} {...text('action')} />
      <TimeFilter label={t('after')} value={filters.after} onChange={(after) => set({ after })} />
      <TimeFilter label={t('before')} value={filters.before} onChange={(before) => set({ before })} />
    </div>
  );
}

interface TimeFilterProps {
  label: string;
  /** ISO 8601. */
  value: string | undefined;
  onChange: (iso: string | undefined) => void;
}

/** A moment by the reader's own clock. */
function TimeFilter({ label, value, onChange }: TimeFilterProps) {
  const isTime = value !== undefined && !Number.isNaN(Date.parse(value));
  return (
    <TextField
      key={value}
      label={label}
      type="datetime-local"
      defaultValue={isTime ? localTimeOf(new Date(value), OWN_ZONE) : ''}
      onBlur={(event) => {
        const chosen = instantOf(event.target.value, OWN_ZONE);
        if (chosen !== value) onChange(chosen);
      }}
    />
  );
}

const EXPORT_LIMIT_MS = 600_000;

function ExportButton({ filters }: { filters: AuditFilters }) {
  const saving = useMutation({
    mutationFn: () =>
      download(
        `/v1/audit/export${queryString({ ...filters })}`,
        'audit.ndjson',
        AbortSignal.timeout(EXPORT_LIMIT_MS),
        () => undefined,
      ),
  });
  return (
    <>
      <Problem error={saving.error} />
      <Button disabled={saving.isPending} onClick={() => saving.mutate()}>
        <Download aria-hidden className="size-4" />
        {t('download')}
      </Button>
    </>
  );
}
