import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button, Panel } from '../../components/ui/controls.tsx';
import { CopyButton } from '../../components/ui/copy-button.tsx';
import { Empty, Loaded, Problem } from '../../components/ui/feedback.tsx';
import { Pages } from '../../components/ui/pages.tsx';
import { Cell, Table } from '../../components/ui/table.tsx';
import { callApi } from '../../lib/api-client.ts';
import { channelAutomations, channelList, refreshChannels } from '../../lib/channel-queries.ts';
import { t } from '../../lib/language.ts';
import type { Channel, ChannelAutomation, ChannelWithSecret } from '../../lib/resources.ts';
import { MessagesDialog } from './messages-dialog.tsx';
import { NewChannelDialog } from './new-channel-dialog.tsx';
import { SecretDialog } from './secret-dialog.tsx';

interface Change {
  method: 'POST' | 'PUT' | 'DELETE';
  path: string;
  body?: object;
}

/** The channels of the project, what is said by them, and what their messages start. */
export function ChannelsPage() {
  const [cursors, setCursors] = useState<string[]>([]);
  const [isAdding, setIsAdding] = useState(false);
  const [read, setRead] = useState<Channel>();
  const [shown, setShown] = useState<ChannelWithSecret>();
  const query = useQuery(channelList(cursors.at(-1)));
  const change = useMutation({
    mutationFn: ({ method, path, body }: Change) => callApi<object>(method, path, body),
    onSuccess: async (answer) => {
      if ('secret' in answer) setShown(answer as ChannelWithSecret);
      await refreshChannels();
    },
  });
  return (
    <div className="space-y-4">
      <Panel
        isPage
        title={t('channels')}
        actions={
          <Button needs="editor" tone="accent" onClick={() => setIsAdding(true)}>
            <Plus aria-hidden className="size-4" />
            {t('newChannel')}
          </Button>
        }
      >
        <p className="mb-3 text-sm text-muted">{t('channelsHint')}</p>
        <Problem error={change.error} />
        <Loaded query={query}>
          {({ channels, nextCursor }) => (
            <>
              <ChannelTable channels={channels} onRead={setRead} onChange={change.mutate} />
              <Pages cursors={cursors} nextCursor={nextCursor} onTurn={setCursors} />
            </>
          )}
        </Loaded>
      </Panel>
      <Automations />
      {isAdding && <NewChannelDialog onMade={setShown} onClose={() => setIsAdding(false)} />}
      {shown !== undefined && <SecretDialog channel={shown} onClose={() => setShown(undefined)} />}
      {read !== undefined && <MessagesDialog channel={read} onClose={() => setRead(undefined)} />}
    </div>
  );
}

interface ChannelTableProps {
  channels: Channel[];
  onRead: (channel: Channel) => void;
  onChange: (change: Change) => void;
}

function ChannelTable({ channels, onRead, onChange }: ChannelTableProps) {
  if (channels.length === 0) return <Empty>{t('nothingHere')}</Empty>;
  return (
    <Table heads={[t('name'), t('channelType'), t('messagesAddress'), t('enabled'), '']}>
      {channels.map((channel) => (
        <ChannelRow key={channel.id} channel={channel} onRead={onRead} onChange={onChange} />
      ))}
    </Table>
  );
}

function ChannelRow({ channel, onRead, onChange }: Omit<ChannelTableProps, 'channels'> & { channel: Channel }) {
  const { id, name, type, messagesUrl, enabled } = channel;
  const path = `/v1/channels/${id}`;
  const rotate = () => onChange({ method: 'POST', path: `${path}/rotate-secret`, body: {} });
  const toggle = enabled ? t('disable') : t('enable');
  return (
    <tr>
      <Cell>{name}</Cell>
      <Cell>{type}</Cell>
      <Cell>
        <div className="flex items-center gap-2">
          <code className="font-mono min-w-48 text-xs break-all">{messagesUrl}</code>
          <CopyButton text={messagesUrl} what={`${t('messagesAddress')}, ${name}`} />
        </div>
      </Cell>
      <Cell>{enabled ? t('enabled') : t('disabled')}</Cell>
      <Cell>
        <div className="flex justify-end gap-2">
          <Button aria-label={`${t('channelMessages')}: ${name}`} onClick={() => onRead(channel)}>
            {t('channelMessages')}
          </Button>
          <Button
            needs="editor"
            aria-label={`${toggle}: ${name}`}
            onClick={() => onChange({ method: 'PUT', path, body: { enabled: !enabled } })}
          >
            {toggle}
          </Button>
          <Button
            needs="editor"
            aria-label={`${t('rotateSecret')}: ${name}`}
            onClick={() => window.confirm(t('confirmRotateSecret')) && rotate()}
          >
            {t('rotateSecret')}
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
}

function Automations() {
  const query = useQuery(channelAutomations);
  return (
    <Panel title={t('channelAutomations')}>
      <Loaded query={query}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty>{t('nothingHere')}</Empty>
          ) : (
            <Table heads={[t('name'), t('channelOfAutomation'), t('channelType'), t('enabled')]}>
              {data.map(({ id, name, channel, channelType, active, form }) => (
                <tr key={`${id}-${channel.id}`}>
                  <Cell>
                    <AutomationLink id={id} name={name} form={form} />
                  </Cell>
                  <Cell>{channel.name}</Cell>
                  <Cell>{channelType}</Cell>
                  <Cell>{active ? t('enabled') : t('disabled')}</Cell>
                </tr>
              ))}
            </Table>
          )
        }
      </Loaded>
    </Panel>
  );
}

function AutomationLink({ id, name, form }: Pick<ChannelAutomation, 'id' | 'name' | 'form'>) {
  const className = 'text-link hover:underline';
  return form === 'flow' ? (
    <Link to="/flows/$flowId" params={{ flowId: id }} className={className}>
      {name}
    </Link>
  ) : (
    <Link to="/workflows/$workflowId" params={{ workflowId: id }} className={className}>
      {name}
    </Link>
  );
}
