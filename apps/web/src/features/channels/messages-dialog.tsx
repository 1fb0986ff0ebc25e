import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Empty, Loaded } from '../../components/ui/feedback.tsx';
import { Cell, Table } from '../../components/ui/table.tsx';
import { channelMessages } from '../../lib/channel-queries.ts';
import { formatTime, t } from '../../lib/language.ts';
import type { Channel } from '../../lib/resources.ts';

/** What was said last by a channel, with the runs that it started or that wrote it. */
export function MessagesDialog({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const query = useQuery(channelMessages(channel.id));
  return (
    <Dialog side title={`${t('channelMessages')}: ${channel.name}`} onClose={onClose}>
      <Loaded query={query}>
        {({ messages }) =>
          messages.length === 0 ? (
            <Empty>{t('nothingHere')}</Empty>
          ) : (
            <Table heads={['', t('conversation'), t('messageText'), t('created'), t('runs')]}>
              {messages.map(({ id, direction, conversation, from, text, status, error, createdAt, runIds }) => (
                <tr key={id}>
                  <Cell>{direction === 'in' ? t('messageIn') : `${t('messageOut')} (${status})`}</Cell>
                  <Cell>
                    {conversation}
                    {from !== null && <div className="text-xs text-muted">{from.name ?? from.id}</div>}
                  </Cell>
                  <Cell>
                    {text}
                    {error !== null && <div className="text-xs text-rose-700 dark:text-rose-400">{error}</div>}
                  </Cell>
                  <Cell>
                    <span className="whitespace-nowrap">{formatTime(createdAt)}</span>
                  </Cell>
                  <Cell>
                    {runIds.map((runId) => (
                      <Link
                        key={runId}
                        to="/runs/$runId"
                        params={{ runId }}
                        className="block font-mono text-xs text-link hover:underline"
                      >
                        {runId.slice(-6)}
                      </Link>
                    ))}
                  </Cell>
                </tr>
              ))}
            </Table>
          )
        }
      </Loaded>
    </Dialog>
  );
}
