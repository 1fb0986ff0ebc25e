import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { AddButton, Button, Panel, Select, TextArea, TextField } from '../../components/ui/controls.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Empty, Loaded, Problem } from '../../components/ui/feedback.tsx';
import { Cell, Table } from '../../components/ui/table.tsx';
import { callApi } from '../../lib/api-client.ts';
import { formatTime, t } from '../../lib/language.ts';
import { connectionList, queryClient } from '../../lib/queries.ts';
import { AppConnections } from './app-connections.tsx';

/** The kinds of connection, each with an empty value to fill in. */
const EMPTY_VALUES: Record<string, unknown> = {
  bearer: { token: '' },
  header: { name: 'X-API-Key', value: '' },
  basic: { username: '', password: '' },
  'openai-compatible': { baseUrl: 'https://', apiKey: '' },
  anthropic: { apiKey: '' },
  smtp: { url: 'smtp://user:password@host:587' },
  'webhook-secret': { secret: '' },
};

const refresh = () => queryClient.invalidateQueries({ queryKey: ['connections'] });

export function ConnectionsPage() {
  return (
    <>
      <NodeConnections />
      <AppConnections />
    </>
  );
}

function NodeConnections() {
  const query = useQuery(connectionList);
  const [adding, setAdding] = useState(false);
  const removal = useMutation({
    mutationFn: (id: string) => callApi('DELETE', `/v1/connections/${id}`),
    onSuccess: refresh,
  });
  return (
    <Panel
      isPage
      title={t('connections')}
      actions={<AddButton onClick={() => setAdding(true)}>{t('addConnection')}</AddButton>}
    >
      <Problem error={removal.error} />
      <Loaded query={query}>
        {({ connections }) =>
          connections.length === 0 ? (
            <Empty>{t('nothingHere')}</Empty>
          ) : (
            <Table heads={[t('name'), t('type'), t('allowedHosts'), t('created'), '']}>
              {connections.map((connection) => (
                <tr key={connection.id}>
                  <Cell>{connection.name}</Cell>
                  <Cell>{connection.type}</Cell>
                  <Cell>{connection.allowedHosts.join(', ') || '—'}</Cell>
                  <Cell>{formatTime(connection.createdAt)}</Cell>
                  <Cell>
                    <Button
                      needs="editor"
                      tone="danger"
                      onClick={() => window.confirm(t('confirmRemove')) && removal.mutate(connection.id)}
                    >
                      {t('remove')}
                    </Button>
                  </Cell>
                </tr>
              ))}
            </Table>
          )
        }
      </Loaded>
      {adding && <AddDialog onClose={() => setAdding(false)} />}
    </Panel>
  );
}

function AddDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [type, setType] = useState('bearer');
  const [value, setValue] = useState(JSON.stringify(EMPTY_VALUES.bearer, null, 2));
  const [hosts, setHosts] = useState('');
  const saving = useMutation({
    mutationFn: async () => {
      const allowedHosts = hosts.split(',').flatMap((host) => host.trim() || []);
      await callApi('POST', '/v1/connections', { name, type, value: JSON.parse(value) as unknown, allowedHosts });
      await refresh();
    },
    onSuccess: onClose,
  });
  const choose = (next: string) => {
    setType(next);
    setValue(JSON.stringify(EMPTY_VALUES[next], null, 2));
  };
  return (
    <Dialog title={t('addConnection')} onClose={onClose}>
      <div className="space-y-3">
        <TextField label={t('name')} value={name} onChange={(event) => setName(event.target.value)} />
        <Select
          label={t('type')}
          value={type}
          onChange={choose}
          options={Object.keys(EMPTY_VALUES).map((key) => [key, key] as const)}
        />
        <TextArea label={t('value')} value={value} onChange={setValue} />
        <TextField
          label={t('allowedHosts')}
          placeholder="api.example.com, *.example.org"
          value={hosts}
          onChange={(event) => setHosts(event.target.value)}
        />
        <p className="text-xs text-muted">{t('secretNote')}</p>
        <Problem error={saving.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button tone="accent" disabled={saving.isPending || name === ''} onClick={() => saving.mutate()}>
            {t('save')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
