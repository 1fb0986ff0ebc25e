import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, Panel, TextArea } from '../../components/ui/controls.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Empty, Loaded, Problem } from '../../components/ui/feedback.tsx';
import { JsonView } from '../../components/ui/json-view.tsx';
import { Cell, Table } from '../../components/ui/table.tsx';
import { callApi } from '../../lib/api-client.ts';
import { t } from '../../lib/language.ts';
import { toolList } from '../../lib/queries.ts';
import type { Tool } from '../../lib/resources.ts';

export function ToolsPage() {
  const query = useQuery(toolList);
  const [tested, setTested] = useState<Tool>();
  return (
    <Panel isPage title={t('tools')}>
      <Loaded query={query}>
        {({ tools }) =>
          tools.length === 0 ? (
            <Empty>{t('nothingHere')}</Empty>
          ) : (
            <Table heads={[t('name'), t('description'), t('type'), '']}>
              {tools.map((tool) => (
                <tr key={tool.name}>
                  <Cell>
                    <code className="font-mono text-xs font-semibold">{tool.name}</code>
                  </Cell>
                  <Cell>{tool.description}</Cell>
                  <Cell>{executionType(tool)}</Cell>
                  <Cell>
                    <Button needs="editor" onClick={() => setTested(tool)}>
                      {t('test')}
                    </Button>
                  </Cell>
                </tr>
              ))}
            </Table>
          )
        }
      </Loaded>
      {tested !== undefined && <TestDialog tool={tested} onClose={() => setTested(undefined)} />}
    </Panel>
  );
}

function executionType({ execution }: Tool): string {
  const { type } = execution as { type?: unknown };
  return typeof type === 'string' ? type : '';
}

function TestDialog({ tool, onClose }: { tool: Tool; onClose: () => void }) {
  const [input, setInput] = useState('{}');
  const test = useMutation({
    mutationFn: async () =>
      callApi<unknown>('POST', `/v1/tools/${encodeURIComponent(tool.name)}/test`, {
        input: JSON.parse(input) as unknown,
      }),
  });
  return (
    <Dialog title={tool.name} onClose={onClose}>
      <div className="space-y-3">
        <JsonView value={tool.input_schema} />
        <TextArea label={t('input')} value={input} onChange={setInput} />
        <Problem error={test.error} />
        {test.isSuccess && <JsonView value={test.data} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('close')}</Button>
          <Button tone="accent" disabled={test.isPending} onClick={() => test.mutate()}>
            {t('test')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
