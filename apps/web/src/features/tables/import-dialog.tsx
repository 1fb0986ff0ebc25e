import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, TextArea } from '../../components/ui/controls.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { callApi } from '../../lib/api-client.ts';
import { t } from '../../lib/language.ts';
import { refreshTables } from '../../lib/table-queries.ts';

/** Adds the rows of CSV, from a file or as text, to a table. */
export function ImportDialog({ tableId, onClose }: { tableId: string; onClose: () => void }) {
  const [csv, setCsv] = useState('');
  const [createFields, setCreateFields] = useState(false);
  const adding = useMutation({
    mutationFn: async () => {
      const path = `/v1/tables/${tableId}/csv?createFields=${createFields}`;
      const added = await callApi<{ records: number }>('POST', path, { csv });
      await refreshTables();
      return added;
    },
  });
  const read = async (file: File | undefined) => {
    if (file !== undefined) setCsv(await file.text());
  };
  return (
    <Dialog title={t('importCsv')} onClose={onClose}>
      <div className="space-y-3">
        <input
          type="file"
          accept=".csv,text/csv"
          aria-label={t('csvFile')}
          className="text-sm"
          onChange={(event) => void read(event.target.files?.[0])}
        />
        <TextArea label={t('csvText')} value={csv} onChange={setCsv} rows={8} />
        <label className="flex items-center gap-2 text-sm">
          <input type="checkbox" checked={createFields} onChange={(event) => setCreateFields(event.target.checked)} />
          {t('csvCreateFields')}
        </label>
        <Problem error={adding.error} />
        {adding.data !== undefined && (
          <p role="status" className="text-sm">
            {t('recordsImported').replace('{count}', String(adding.data.records))}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('close')}</Button>
          <Button tone="accent" disabled={adding.isPending || csv.trim() === ''} onClick={() => adding.mutate()}>
            {t('importCsv')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
