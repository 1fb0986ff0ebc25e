import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { SecretDialog } from '../../components/secret-dialog.tsx';
import { AddButton, Button, Panel } from '../../components/ui/controls.tsx';
import { CopyButton } from '../../components/ui/copy-button.tsx';
import { Empty, Loaded, Problem } from '../../components/ui/feedback.tsx';
import { Pages } from '../../components/ui/pages.tsx';
import { Cell, Table } from '../../components/ui/table.tsx';
import { callApi } from '../../lib/api-client.ts';
import { channelAutomations, channelList, refreshChannels } from '../../lib/channel-queries.ts';
import { t } from '../../lib/language.ts';
import type { Channel, ChannelAutomation, ChannelWithSecret } from '../../lib/resources.ts';
import { ChannelDialog } from './channel-dialog.tsx';
import { MessagesDialog } from './messages-dialog.tsx';

interface Change {
  method: 'PUT' | 'DELETE';
  path: string;
  body?: object;
}

/** The channels of the project, what is said by them, and what their messages start. */
export function ChannelsPage() {
  const [cursors, setCursors] = useState<string[]>([]);
  const [isAdding, setIsAdding] = useState(false);
  const [edited, setEdited] = useState<Channel>();
  const [read, setRead] = useState<Channel>();
  const [shown, setShown] = useState<ChannelWithSecret>();
  const query = useQuery(channelList(cursors.at(-1)));
  const change = useMutation({
    mutationFn: ({ method, path, body }: Change) => callApi(method, path, body),
    onSuccess: refreshChannels,
  });
  return (
    <div className="space-y-4">
      <Panel
        isPage
        title={t('channels')}
        actions={<AddButton onClick={() => setIsAdding(true)}>{t('newChannel')}</AddButton>}
      >
        <p className="mb-3 text-sm text-muted">{t('channelsHint')}</p>
        <Problem error={change.error} />
        <Loaded query={query}>
          {({ channels, nextCursor }) => (
            <>
              <ChannelTable channels={channels} onRead={setRead} onEdit={setEdited} onChange={change.mutate} />
              <Pages cursors={cursors} nextCursor={nextCursor} onTurn={setCursors} />
            </>
          )}
        </Loaded>
      </Panel>
      <Automations />
      {isAdding && <ChannelDialog onSecret={setShown} onClose={() => setIsAdding(false)} />}
      {edited !== undefined && (
        <ChannelDialog channel={edited} onSecret={setShown} onClose={() => setEdited(undefined)} />
      )}
      {shown !== undefined && (
        <SecretDialog
          title={`${t('channelSecret')}: ${shown.name}`}
          secret={shown.secret}
          onClose={() => setShown(undefined)}
        />
      )}
      {read !== undefined && <MessagesDialog channel={read} onClose={() => setRead(undefined)} />}
    </div>
  );
}

interface ChannelTableProps {
  channels: Channel[];
  onRead: (channel: Channel) => void;
  onEdit: (channel: Channel) => void;
  onChange: (change: Change) => void;
}

function ChannelTable({ channels, ...acts }: ChannelTableProps) {
  if (channels.length === 0) return <Empty>{t('nothingHere')}</Empty>;
  return (
    <Table heads={[t('name'), t('channelType'), t('messagesAddress'), t('enabled'), '']}>
      {channels.map((channel) => (
        <ChannelRow key={channel.id} channel={channel} {...acts} />
      ))}
    </Table>
  );
}

function ChannelRow({ channel, onRead, onEdit, onChange }: Omit<ChannelTableProps, 'channels'> & { channel: Channel }) {
  const { id, name, type, messagesUrl, enabled } = channel;
  const path = `/v1/channels/${id}`;
  // The console passes the API's addresses on, so that its own origin is one that messages reach.
  const address = new URL(messagesUrl, window.location.origin).href;
  const toggle = enabled ? t('disable') : t('enable');
  return (
    <tr>
      <Cell>{name}</Cell>
      <Cell>{t(`channel-${type}`)}</Cell>
      <Cell>
        <div className="flex items-center gap-2">
          <code className="font-mono min-w-48 text-xs break-all">{address}</code>
          <CopyButton text={address} what={`${t('messagesAddress')}, ${name}`} />
        </div>
      </Cell>
      <Cell>{enabled ? t('enabled') : t('disabled')}</Cell>
      <Cell>
        <div className="flex justify-end gap-2 whitespace-nowrap">
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
          <Button needs="editor" aria-label={`${t('edit')}: ${name}`} onClick={() => onEdit(channel)}>
            {t('edit')}
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
                  <Cell>{t(`channel-${channelType}`)}</Cell>
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
