import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Download, Upload } from 'lucide-react';
import { useState } from 'react';
import { RenameDialog } from '../../components/rename-dialog.tsx';
import { AddButton, Button, Panel } from '../../components/ui/controls.tsx';
import { Loaded, Problem } from '../../components/ui/feedback.tsx';
import { callApi } from '../../lib/api-client.ts';
import { download } from '../../lib/download.ts';
import { t } from '../../lib/language.ts';
import type { DataTable, TableField } from '../../lib/resources.ts';
import { fieldList, type GridFilter, refreshTables, tableById } from '../../lib/table-queries.ts';
import { FieldDialog } from './field-dialog.tsx';
import { FilterBar } from './filter-bar.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { RecordGrid } from './record-grid.tsx';

type Opened = 'field' | 'import' | 'name';

/** One table: its records in a grid whose cells are edited in place, its fields, and its way to and from CSV. */
export function TablePage() {
  const { tableId = '' } = useParams({ strict: false });
  const table = useQuery(tableById(tableId));
  const fields = useQuery(fieldList(tableId));
  return (
    <Loaded query={table}>
      {(shown) => <Loaded query={fields}>{(list) => <ShownTable key={shown.id} table={shown} fields={list} />}</Loaded>}
    </Loaded>
  );
}

function ShownTable({ table, fields }: { table: DataTable; fields: TableField[] }) {
  const [opened, setOpened] = useState<Opened>();
  const [filters, setFilters] = useState<GridFilter[]>([]);
  const [problem, setProblem] = useState<unknown>(null);
  const close = () => setOpened(undefined);
  const act = (work: () => Promise<unknown>) => {
    setProblem(null);
    work().then(refreshTables, setProblem);
  };
  const exportCsv = () =>
    download(`/v1/tables/${table.id}/csv`, `${table.name}.csv`, AbortSignal.timeout(600_000), () => undefined);
  return (
    <Panel
      isPage
      title={table.name}
      actions={
        <>
          <Button needs="editor" onClick={() => setOpened('name')}>
            {t('renameTable')}
          </Button>
          <Button onClick={() => act(exportCsv)}>
            <Download aria-hidden className="size-4" />
            {t('exportCsv')}
          </Button>
          <Button needs="editor" onClick={() => setOpened('import')}>
            <Upload aria-hidden className="size-4" />
            {t('importCsv')}
          </Button>
          <AddButton onClick={() => setOpened('field')}>{t('newField')}</AddButton>
        </>
      }
    >
      <div className="space-y-3">
        <Problem error={problem} />
        <FilterBar fields={fields} filters={filters} onChange={setFilters} />
        <RecordGrid key={JSON.stringify(filters)} tableId={table.id} fields={fields} filters={filters} />
      </div>
      {opened === 'field' && <FieldDialog tableId={table.id} onClose={close} />}
      {opened === 'import' && <ImportDialog tableId={table.id} onClose={close} />}
      {opened === 'name' && (
        <RenameDialog
          title={t('renameTable')}
          name={table.name}
          onRename={async (name) => {
            await callApi('POST', `/v1/tables/${table.id}`, { name });
            await refreshTables();
          }}
          onClose={close}
        />
      )}
    </Panel>
  );
}
