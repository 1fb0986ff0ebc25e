import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { PiecePicker } from '../../components/piece-picker.tsx';
import { Button } from '../../components/ui/controls.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Empty, Loaded, Problem } from '../../components/ui/feedback.tsx';
import { callApi } from '../../lib/api-client.ts';
import { flowList } from '../../lib/flow-queries.ts';
import { t } from '../../lib/language.ts';
import { refreshMcpServers } from '../../lib/mcp-queries.ts';
import type { McpServer } from '../../lib/resources.ts';

/** A tool as it is sent: one that has its external id keeps it. */
type ListedTool = Record<string, unknown> & { key: string; title: string; flowId?: string };

/** Chooses what a server lists. */
export function McpToolsDialog({ server, onClose }: { server: McpServer; onClose: () => void }) {
  const [tools, setTools] = useState(() => server.tools.map(listed));
  const [isPicking, setIsPicking] = useState(false);
  const saving = useMutation({
    mutationFn: async () => {
      const sent = tools.map(({ key: _key, title: _title, ...tool }) => tool);
      await callApi('POST', `/v1/mcp-servers/${server.id}`, { tools: sent });
      await refreshMcpServers();
    },
    onSuccess: onClose,
  });
  const drop = (key: string) => setTools(tools.filter((tool) => tool.key !== key));
  return (
    <Dialog title={`${t('editTools')}: ${server.name}`} onClose={onClose}>
      <div className="space-y-4">
        <Flows tools={tools} onAdd={(tool) => setTools([...tools, tool])} onDrop={drop} />
        <fieldset className="space-y-1">
          <legend className="text-xs font-medium text-muted">{t('actionsAsTools')}</legend>
          {tools
            .filter(({ flowId }) => flowId === undefined)
            .map(({ key, title }) => (
              <div key={key} className="flex items-center justify-between gap-2 text-sm">
                {title}
                <Button tone="danger" aria-label={`${t('remove')}: ${title}`} onClick={() => drop(key)}>
                  {t('remove')}
                </Button>
              </div>
            ))}
          {isPicking ? (
            <PiecePicker
              kind="actions"
              onPick={({ pieceName, pieceVersion, part: actionName, displayName: actionDisplayName }) => {
                const pieceMetadata = { pieceName, pieceVersion, actionName, actionDisplayName };
                const key = `${pieceName} ${actionName} ${tools.length}`;
                setTools([...tools, { key, title: actionDisplayName, type: 'PIECE', pieceMetadata }]);
                setIsPicking(false);
              }}
            />
          ) : (
            <Button onClick={() => setIsPicking(true)}>{t('addActionAsTool')}</Button>
          )}
        </fieldset>
        <Problem error={saving.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('close')}</Button>
          <Button tone="accent" disabled={saving.isPending} onClick={() => saving.mutate()}>
            {t('save')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

interface FlowsProps {
  tools: ListedTool[];
  onAdd: (tool: ListedTool) => void;
  onDrop: (key: string) => void;
}

function Flows({ tools, onAdd, onDrop }: FlowsProps) {
  const query = useQuery(flowList({}, undefined, 200));
  return (
    <fieldset className="space-y-1">
      <legend className="text-xs font-medium text-muted">{t('flowsAsTools')}</legend>
      <Loaded query={query}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty>{t('nothingHere')}</Empty>
          ) : (
            <div className="max-h-64 overflow-y-auto">
              {data.map(({ id, version }) => {
                const known = tools.find(({ flowId }) => flowId === id);
                const tool = { key: id, title: version.displayName, type: 'FLOW', flowId: id };
                return (
                  <label key={id} className="flex items-center gap-2 text-sm">
                    <input
                      type="checkbox"
                      checked={known !== undefined}
                      onChange={() => (known === undefined ? onAdd(tool) : onDrop(known.key))}
                    />
                    {version.displayName}
                  </label>
                );
              })}
            </div>
          )
        }
      </Loaded>
    </fieldset>
  );
}

function listed(tool: McpServer['tools'][number]): ListedTool {
  const { id: key, externalId, toolName } = tool;
  if (tool.type === 'FLOW') {
    const { flowId, flow } = tool;
    return { key, title: flow.version.displayName, type: 'FLOW', flowId, externalId, toolName };
  }
  const { pieceMetadata } = tool;
  return { key, title: pieceMetadata.actionDisplayName, type: 'PIECE', pieceMetadata, externalId, toolName };
}
