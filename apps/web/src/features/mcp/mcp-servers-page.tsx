import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { PromptDialog } from '../../components/prompt-dialog.tsx';
import { AddButton, Button, Panel } from '../../components/ui/controls.tsx';
import { CopyButton } from '../../components/ui/copy-button.tsx';
import { Empty, Loaded, Problem } from '../../components/ui/feedback.tsx';
import { Pages } from '../../components/ui/pages.tsx';
import { Cell, Table } from '../../components/ui/table.tsx';
import { callApi } from '../../lib/api-client.ts';
import { t } from '../../lib/language.ts';
import { mcpServerList, refreshMcpServers } from '../../lib/mcp-queries.ts';
import type { McpServer } from '../../lib/resources.ts';
import { McpToolsDialog } from './mcp-tools-dialog.tsx';

/** The MCP servers of the project: by what address and token assistants come in, and what is listed for them. */
export function McpServersPage() {
  const [cursors, setCursors] = useState<string[]>([]);
  const [isAdding, setIsAdding] = useState(false);
  const [edited, setEdited] = useState<McpServer>();
  const query = useQuery(mcpServerList(cursors.at(-1)));
  const change = useMutation({
    mutationFn: ({ method, path }: { method: 'POST' | 'DELETE'; path: string }) => callApi(method, path),
    onSuccess: refreshMcpServers,
  });
  const add = async (name: string) => {
    await callApi('POST', '/v1/mcp-servers', { name });
    await refreshMcpServers();
  };
  return (
    <Panel
      isPage
      title={t('mcpServers')}
      actions={<AddButton onClick={() => setIsAdding(true)}>{t('newMcpServer')}</AddButton>}
    >
      <p className="mb-3 text-sm text-muted">{t('mcpHint')}</p>
      <Problem error={change.error} />
      <Loaded query={query}>
        {({ data, next }) => (
          <>
            <ServerTable servers={data} onEdit={setEdited} onChange={change.mutate} />
            <Pages cursors={cursors} nextCursor={next} onTurn={setCursors} />
          </>
        )}
      </Loaded>
      {isAdding && (
        <PromptDialog
          isName
          title={t('newMcpServer')}
          label={t('name')}
          action={t('save')}
          onSubmit={add}
          onClose={() => setIsAdding(false)}
        />
      )}
      {edited !== undefined && <McpToolsDialog server={edited} onClose={() => setEdited(undefined)} />}
    </Panel>
  );
}

interface ServerTableProps {
  servers: McpServer[];
  onEdit: (server: McpServer) => void;
  onChange: (change: { method: 'POST' | 'DELETE'; path: string }) => void;
}

function ServerTable({ servers, onEdit, onChange }: ServerTableProps) {
  if (servers.length === 0) return <Empty>{t('nothingHere')}</Empty>;
  return (
    <Table heads={[t('name'), t('mcpAddress'), t('mcpToken'), t('mcpListedTools'), '']}>
      {servers.map((server) => {
        const { id, name, url, token, tools } = server;
        const path = `/v1/mcp-servers/${id}`;
        const rotate = () => onChange({ method: 'POST', path: `${path}/rotate` });
        return (
          <tr key={id}>
            <Cell>{name}</Cell>
            <Cell>
              <Copied isLong text={url} shown={url} what={`${t('mcpAddress')}, ${name}`} />
            </Cell>
            <Cell>
              <Copied text={token} shown={`${token.slice(0, 3)}…`} what={`${t('mcpToken')}, ${name}`} />
            </Cell>
            <Cell>{tools.length}</Cell>
            <Cell>
              <div className="flex justify-end gap-2 whitespace-nowrap">
                <Button needs="editor" aria-label={`${t('editTools')}: ${name}`} onClick={() => onEdit(server)}>
                  {t('editTools')}
                </Button>
                <Button
                  needs="editor"
                  aria-label={`${t('rotateToken')}: ${name}`}
                  onClick={() => window.confirm(t('confirmRotateToken')) && rotate()}
                >
                  {t('rotateToken')}
                </Button>
                <Button
                  needs="editor"
                  tone="danger"
                  aria-label={`${t('remove')}: ${name}`}
                  onClick={() => window.confirm(t('confirmRemove')) && onChange({ method: 'DELETE', path })}
                >
                  {t('remove')}
                </Button>
              </div>
            </Cell>
          </tr>
        );
      })}
    </Table>
  );
}

interface CopiedProps {
  text: string;
  shown: string;
  what: string;
  /** Whether what is shown may take several lines, wide enough to be read on a phone. */
  isLong?: boolean;
}

function Copied({ text, shown, what, isLong = false }: CopiedProps) {
  return (
    <div className="flex items-center gap-2">
      <code className={`font-mono text-xs ${isLong ? 'min-w-48 break-all' : 'whitespace-nowrap'}`}>{shown}</code>
      <CopyButton text={text} what={what} />
    </div>
  );
}
