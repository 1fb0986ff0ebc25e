import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { PromptDialog } from '../../components/prompt-dialog.tsx';
import { AddButton, Button, Panel } from '../../components/ui/controls.tsx';
import { Empty, Loaded, Problem } from '../../components/ui/feedback.tsx';
import { Pages } from '../../components/ui/pages.tsx';
import { Cell, Table } from '../../components/ui/table.tsx';
import { callApi } from '../../lib/api-client.ts';
import { formatTime, t } from '../../lib/language.ts';
import type { DataTable } from '../../lib/resources.ts';
import { refreshTables, tableList } from '../../lib/table-queries.ts';

/** The tables of the project. */
export function TablesPage() {
  const [cursors, setCursors] = useState<string[]>([]);
  const [isAdding, setIsAdding] = useState(false);
  const query = useQuery(tableList(cursors.at(-1)));
  const removal = useMutation({
    mutationFn: (id: string) => callApi('DELETE', `/v1/tables/${id}`),
    onSuccess: refreshTables,
  });
  const add = async (name: string) => {
    await callApi('POST', '/v1/tables', { name });
    await refreshTables();
  };
  return (
    <Panel
      isPage
      title={t('tables')}
      actions={<AddButton onClick={() => setIsAdding(true)}>{t('newTable')}</AddButton>}
    >
      <p className="mb-3 text-sm text-muted">{t('tablesHint')}</p>
      <Problem error={removal.error} />
      <Loaded query={query}>
        {({ data, next }) => (
          <>
            <TableList tables={data} onRemove={removal.mutate} />
            <Pages cursors={cursors} nextCursor={next} onTurn={setCursors} />
          </>
        )}
      </Loaded>
      {isAdding && (
        <PromptDialog
          isName
          title={t('newTable')}
          label={t('name')}
          action={t('save')}
          onSubmit={add}
          onClose={() => setIsAdding(false)}
        />
      )}
    </Panel>
  );
}

function TableList({ tables, onRemove }: { tables: DataTable[]; onRemove: (id: string) => void }) {
  if (tables.length === 0) return <Empty>{t('nothingHere')}</Empty>;
  return (
    <Table heads={[t('name'), t('updated'), '']}>
      {tables.map(({ id, name, updated }) => (
        <tr key={id}>
          <Cell>
            <Link to="/tables/$tableId" params={{ tableId: id }} className="font-semibold text-link hover:underline">
              {name}
            </Link>
          </Cell>
          <Cell>{formatTime(updated)}</Cell>
          <Cell>
            <div className="flex justify-end">
              <Button
                needs="editor"
                tone="danger"
                aria-label={`${t('remove')}: ${name}`}
                onClick={() => window.confirm(t('confirmRemoveTable')) && onRemove(id)}
              >
                {t('remove')}
              </Button>
            </div>
          </Cell>
        </tr>
      ))}
    </Table>
  );
}
