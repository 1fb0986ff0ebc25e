import { useMutation, useQuery } from '@tanstack/react-query';
import { Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { RenameDialog } from '../../components/rename-dialog.tsx';
import { Button } from '../../components/ui/controls.tsx';
import { Empty, Loaded, Problem } from '../../components/ui/feedback.tsx';
import { Pages } from '../../components/ui/pages.tsx';
import { callApi } from '../../lib/api-client.ts';
import { t } from '../../lib/language.ts';
import type { TableField, TableRecord } from '../../lib/resources.ts';
import { type GridFilter, recordList, refreshTables } from '../../lib/table-queries.ts';
import { RecordCell } from './record-cell.tsx';

interface RecordGridProps {
  tableId: string;
  fields: TableField[];
  filters: GridFilter[];
}

interface GridCall {
  method: 'POST' | 'DELETE';
  path: string;
  body?: object;
}

/** The records of a table; each cell is edited where it stands. */
export function RecordGrid({ tableId, fields, filters }: RecordGridProps) {
  const [cursors, setCursors] = useState<string[]>([]);
  const query = useQuery(recordList(tableId, filters, cursors.at(-1)));
  const change = useMutation({
    mutationFn: ({ method, path, body }: GridCall) => callApi(method, path, body),
    onSettled: refreshTables,
  });
  if (fields.length === 0) return <Empty>{t('noTableFields')}</Empty>;
  const add = () => change.mutate({ method: 'POST', path: '/v1/records', body: { tableId, records: [[]] } });
  return (
    <div className="space-y-3">
      <Problem error={change.error} />
      <Loaded query={query}>
        {({ data, next }) => (
          <>
            <div className="overflow-x-auto">
              <table className="w-full text-left text-sm">
                <FieldHeads fields={fields} onCall={change.mutate} />
                <tbody className="divide-y divide-slate-100 dark:divide-slate-800/60">
                  {data.map((record) => (
                    <RecordRow
                      key={record.id}
                      record={record}
                      fields={fields}
                      onCall={change.mutate}
                      onWrite={change.mutateAsync}
                    />
                  ))}
                </tbody>
              </table>
            </div>
            {data.length === 0 && <Empty>{t('noRecords')}</Empty>}
            <Pages cursors={cursors} nextCursor={next} onTurn={setCursors} />
          </>
        )}
      </Loaded>
      <Button needs="editor" onClick={add}>
        <Plus aria-hidden className="size-4" />
        {t('newRecord')}
      </Button>
    </div>
  );
}

function FieldHeads({ fields, onCall }: { fields: TableField[]; onCall: (call: GridCall) => void }) {
  const [renamed, setRenamed] = useState<TableField>();
  const rename = async ({ id }: TableField, name: string) => {
    await callApi('POST', `/v1/fields/${id}`, { name });
    await refreshTables();
  };
  return (
    <thead>
      <tr className="border-b border-slate-200 text-xs text-muted dark:border-slate-800">
        {fields.map((field) => (
          <th key={field.id} scope="col" className="px-2 py-2 font-medium">
            <span className="inline-flex items-center gap-1" title={field.type}>
              {field.name}
              <Button
                needs="editor"
                isIcon
                className="border-0"
                aria-label={`${t('renameField')}: ${field.name}`}
                onClick={() => setRenamed(field)}
              >
                <Pencil aria-hidden className="size-3" />
              </Button>
              <Button
                needs="editor"
                isIcon
                className="border-0"
                aria-label={`${t('remove')}: ${field.name}`}
                onClick={() =>
                  window.confirm(t('confirmRemoveField')) &&
                  onCall({ method: 'DELETE', path: `/v1/fields/${field.id}` })
                }
              >
                <Trash2 aria-hidden className="size-3" />
              </Button>
            </span>
            {renamed?.id === field.id && (
              <RenameDialog
                title={t('renameField')}
                name={field.name}
                onRename={(name) => rename(field, name)}
                onClose={() => setRenamed(undefined)}
              />
            )}
          </th>
        ))}
        <td />
      </tr>
    </thead>
  );
}

interface RecordRowProps {
  record: TableRecord;
  fields: TableField[];
  onCall: (call: GridCall) => void;
  onWrite: (call: GridCall) => Promise<unknown>;
}

function RecordRow({ record, fields, onCall, onWrite }: RecordRowProps) {
  const write = (fieldId: string, value: string) =>
    onWrite({
      method: 'POST',
      path: `/v1/records/${record.id}`,
      body: { cells: [{ fieldId, value: value === '' ? null : value }] },
    });
  return (
    <tr>
      {fields.map((field) => (
        <td key={field.id} className="px-1 py-1">
          <RecordCell
            field={field}
            value={String(record.cells[field.id]?.value ?? '')}
            onWrite={(value) => write(field.id, value)}
          />
        </td>
      ))}
      <td className="w-10 px-1 py-1">
        <Button
          needs="editor"
          tone="danger"
          isIcon
          aria-label={`${t('remove')}: ${record.id}`}
          onClick={() =>
            window.confirm(t('confirmRemove')) &&
            onCall({ method: 'DELETE', path: '/v1/records', body: { ids: [record.id] } })
          }
        >
          <Trash2 aria-hidden className="size-4" />
        </Button>
      </td>
    </tr>
  );
}
