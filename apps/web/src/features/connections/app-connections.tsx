import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { AddButton, Button, Panel } from '../../components/ui/controls.tsx';
import { Empty, Loaded, Problem } from '../../components/ui/feedback.tsx';
import { Pages } from '../../components/ui/pages.tsx';
import { Cell, Table } from '../../components/ui/table.tsx';
import { callApi } from '../../lib/api-client.ts';
import { appConnectionList } from '../../lib/flow-queries.ts';
import { formatTime, t } from '../../lib/language.ts';
import { shortPieceName } from '../../lib/piece-queries.ts';
import { queryClient } from '../../lib/queries.ts';
import type { AppConnection } from '../../lib/resources.ts';
import { AppConnectionDialog } from './app-connection-dialog.tsx';

/** The connections that pieces of flows use; their values are never shown. */
export function AppConnections() {
  const [cursors, setCursors] = useState<string[]>([]);
  const [isAdding, setIsAdding] = useState(false);
  const query = useQuery(appConnectionList(cursors.at(-1)));
  const removal = useMutation({
    mutationFn: (id: string) => callApi('DELETE', `/v1/app-connections/${id}`),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['app-connections'] }),
  });
  return (
    <Panel
      title={t('appConnections')}
      actions={<AddButton onClick={() => setIsAdding(true)}>{t('addAppConnection')}</AddButton>}
    >
      <Problem error={removal.error} />
      <Loaded query={query}>
        {({ data, next }) => (
          <>
            {data.length === 0 ? (
              <Empty>{t('nothingHere')}</Empty>
            ) : (
              <ConnectionTable connections={data} onRemove={(id) => removal.mutate(id)} />
            )}
            <Pages cursors={cursors} nextCursor={next} onTurn={setCursors} />
          </>
        )}
      </Loaded>
      {isAdding && <AppConnectionDialog onClose={() => setIsAdding(false)} />}
    </Panel>
  );
}

interface ConnectionTableProps {
  connections: AppConnection[];
  onRemove: (id: string) => void;
}

function ConnectionTable({ connections, onRemove }: ConnectionTableProps) {
  return (
    <Table heads={[t('name'), t('externalId'), t('piece'), t('type'), t('status'), t('usedByFlows'), t('created'), '']}>
      {connections.map((connection) => (
        <tr key={connection.id}>
          <Cell>{connection.displayName}</Cell>
          <Cell>
            <code className="font-mono text-xs break-all">{`{{connections['${connection.externalId}']}}`}</code>
          </Cell>
          <Cell>{connection.pieceName === null ? '—' : shortPieceName(connection.pieceName)}</Cell>
          <Cell>{connection.type}</Cell>
          <Cell>
            {connection.status}
            {connection.status === 'ERROR' && (
              <span className="block text-xs text-rose-700 dark:text-rose-300">{refusal(connection)}</span>
            )}
          </Cell>
          <Cell>{connection.flowIds.length}</Cell>
          <Cell>
            <span className="whitespace-nowrap">{formatTime(connection.created)}</span>
          </Cell>
          <Cell>
            <Button
              needs="editor"
              tone="danger"
              onClick={() => window.confirm(t('confirmRemove')) && onRemove(connection.id)}
            >
              {t('remove')}
            </Button>
          </Cell>
        </tr>
      ))}
    </Table>
  );
}

/** What the service said when it refused the connection. */
function refusal({ metadata }: AppConnection): string {
  const error = metadata?.error;
  return typeof error === 'string' ? error : t('refusedBecause');
}
