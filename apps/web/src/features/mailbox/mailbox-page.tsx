import { useQuery } from '@tanstack/react-query';
import { Panel } from '../../components/ui/controls.tsx';
import { Empty, Loaded } from '../../components/ui/feedback.tsx';
import { formatTime, t } from '../../lib/language.ts';
import { mailMessages } from '../../lib/queries.ts';
import type { MailMessage } from '../../lib/resources.ts';

/** Mails that the development mailbox took, shown as text only: a mail's HTML never runs here. */
export function MailboxPage() {
  const query = useQuery(mailMessages);
  return (
    <Panel isPage title={t('mailbox')}>
      <Loaded query={query}>
        {({ messages }) =>
          messages.length === 0 ? (
            <Empty>{t('nothingHere')}</Empty>
          ) : (
            <ul className="space-y-2">
              {messages.map((message) => (
                <Message key={message.id} message={message} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  );
}

function Message({ message }: { message: MailMessage }) {
  return (
    <li>
      <details className="rounded-md border border-slate-200 dark:border-slate-800">
        <summary className="flex cursor-pointer flex-wrap items-baseline justify-between gap-2 px-3 py-2">
          <span className="font-medium">{message.subject}</span>
          <span className="text-xs text-muted">{formatTime(message.receivedAt)}</span>
        </summary>
        <div className="border-t border-slate-200 p-3 text-sm dark:border-slate-800">
          <p className="mb-2 text-xs text-muted">
            {t('from')} {message.from} · {t('to')} {message.to.join(', ')}
          </p>
          <pre className="whitespace-pre-wrap font-sans">{message.text}</pre>
        </div>
      </details>
    </li>
  );
}
