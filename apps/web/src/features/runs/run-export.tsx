import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button } from '../../components/ui/controls.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { download } from '../../lib/download.ts';
import { formatNumber, t } from '../../lib/language.ts';
import { queryString } from '../../lib/queries.ts';
import { filtersOf, type RunFilters } from '../../lib/run-filters.ts';

const FORMATS = [
  ['csv', 'exportCsv'],
  ['ndjson', 'exportNdjson'],
] as const;

/** Saves all runs of a search as a file, and tells how much has come. */
export function RunExport({ filters }: { filters: RunFilters }) {
  const [bytes, setBytes] = useState(0);
  const stopping = useRef<AbortController>(undefined);
  useEffect(() => () => stopping.current?.abort(), []);
  const saving = useMutation({
    mutationFn: async (format: 'csv' | 'ndjson') => {
      const stop = new AbortController();
      stopping.current = stop;
      setBytes(0);
      const day = new Date().toISOString().slice(0, 10);
      const path = `/v1/runs/export${queryString({ ...filtersOf(filters), format })}`;
      await download(path, `runs-${day}.${format}`, stop.signal, setBytes).catch((error: unknown) => {
        if (!stop.signal.aborted) throw error;
      });
    },
  });
  return (
    <>
      {saving.isPending ? (
        <>
          <span role="status" className="text-xs text-muted">
            {t('exporting')} · {formatNumber(Math.ceil(bytes / 1_024))} KB
          </span>
          <Button onClick={() => stopping.current?.abort()}>{t('stop')}</Button>
        </>
      ) : (
        FORMATS.map(([format, text]) => (
          <Button key={format} onClick={() => saving.mutate(format)}>
            <Download aria-hidden className="size-4" />
            {t(text)}
          </Button>
        ))
      )}
      <Problem error={saving.error} />
    </>
  );
}
