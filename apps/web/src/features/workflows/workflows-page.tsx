import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button, Panel, TextField } from '../../components/ui/controls.tsx';
import { Empty, Loaded } from '../../components/ui/feedback.tsx';
import { Cell, Table } from '../../components/ui/table.tsx';
import { originText } from '../../lib/given-words.ts';
import { formatTime, t } from '../../lib/language.ts';
import { workflowList } from '../../lib/queries.ts';
import type { Trigger } from '../../lib/resources.ts';

export function WorkflowsPage() {
  const [search, setSearch] = useState('');
  const [cursor, setCursor] = useState<string>();
  const query = useQuery(workflowList(search, cursor));
  return (
    <Panel
      isPage
      title={`${t('workflows')}${query.data === undefined ? '' : ` · ${query.data.total} ${t('total')}`}`}
      actions={
        <Link to="/workflows/new">
          <Button tone="accent">
            <Plus aria-hidden className="size-4" />
            {t('newWorkflow')}
          </Button>
        </Link>
      }
    >
      <div className="mb-3 max-w-xs">
        <TextField
          label={t('search')}
          type="search"
          value={search}
          onChange={(event) => {
            setSearch(event.target.value);
            setCursor(undefined);
          }}
        />
      </div>
      <Loaded query={query}>
        {(page) => (
          <>
            <Table heads={[t('name'), t('trigger'), t('status'), t('updated')]}>
              {page.workflows.map((workflow) => (
                <tr key={workflow._id}>
                  <Cell>
                    <Link
                      to="/workflows/$workflowId"
                      params={{ workflowId: workflow._id }}
                      className="font-medium text-link hover:underline"
                    >
                      {workflow.name}
                    </Link>
                    <div className="max-w-md truncate text-xs text-muted">{workflow.description}</div>
                  </Cell>
                  <Cell>
                    <TriggerText trigger={workflow.trigger} />
                  </Cell>
                  <Cell>{workflow.enabled ? t('enabled') : <span className="text-muted">{t('disabled')}</span>}</Cell>
                  <Cell>{formatTime(workflow.updatedAt)}</Cell>
                </tr>
              ))}
            </Table>
            {page.workflows.length === 0 && <Empty>{t('nothingHere')}</Empty>}
            <div className="mt-3 flex justify-end gap-2">
              {cursor !== undefined && <Button onClick={() => setCursor(undefined)}>{t('newest')}</Button>}
              {page.nextCursor !== null && (
                <Button onClick={() => setCursor(page.nextCursor ?? undefined)}>{t('older')}</Button>
              )}
            </div>
          </>
        )}
      </Loaded>
    </Panel>
  );
}

export function TriggerText({ trigger }: { trigger: Trigger }) {
  const detail = detailOf(trigger);
  return (
    <span className="whitespace-nowrap">
      {originText(trigger.type)} {detail !== null && <code className="font-mono text-xs">{detail}</code>}
    </span>
  );
}

function detailOf(trigger: Trigger): string | null {
  if (trigger.type === 'cron') return trigger.schedule;
  if (trigger.type === 'event') return trigger.event;
  if (trigger.type === 'channel') return trigger.channel;
  return trigger.type === 'webhook' ? trigger.path : null;
}
