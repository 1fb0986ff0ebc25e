import { JsonView } from '../../components/ui/json-view.tsx';
import { Cell, Table } from '../../components/ui/table.tsx';
import { formatTime, t } from '../../lib/language.ts';
import type { AuditEntry } from '../../lib/resources.ts';

interface AuditEntriesProps {
  entries: readonly AuditEntry[];
  /** Told which resource the reader wants to see everything about. */
  onTarget: (target: string) => void;
}

export function AuditEntries({ entries, onTarget }: AuditEntriesProps) {
  return (
    <Table heads={[t('time'), t('who'), t('action'), t('target'), t('details')]}>
      {entries.map((entry) => (
        <tr key={entry.id}>
          <Cell>
            <time dateTime={entry.at} className="whitespace-nowrap">
              {formatTime(entry.at)}
            </time>
          </Cell>
          <Cell>
            <span className="block min-w-32 break-words">{entry.by}</span>
          </Cell>
          <Cell>
            <code className="font-mono text-xs whitespace-nowrap">{entry.action}</code>
          </Cell>
          <Cell>
            <button
              type="button"
              title={t('allOfTarget')}
              onClick={() => onTarget(entry.target)}
              className="font-mono text-xs text-link hover:underline"
            >
              {entry.target}
            </button>
          </Cell>
          <Cell>
            <Details entry={entry} />
          </Cell>
        </tr>
      ))}
    </Table>
  );
}

function Details({ entry: { before, after, ip, requestId, apiKeyId } }: { entry: AuditEntry }) {
  const facts = [
    [t('network'), ip],
    [t('keyUsed'), apiKeyId],
    [t('requestId'), requestId],
  ].filter(([, value]) => value !== null);
  return (
    <details className="min-w-64">
      <summary className="cursor-pointer text-xs text-link">{t('details')}</summary>
      <div className={`mt-2 grid gap-2 ${before !== null && after !== null ? 'xl:grid-cols-2' : ''}`}>
        {before !== null && <Side title={t('wasBefore')} value={before} />}
        {after !== null && <Side title={t('becameAfter')} value={after} />}
      </div>
      <p className="mt-2 text-xs break-all text-muted">
        {facts.map(([name, value]) => `${name}: ${value}`).join(' · ')}
      </p>
    </details>
  );
}

function Side({ title, value }: { title: string; value: unknown }) {
  return (
    <section className="min-w-0">
      <h3 className="mb-1 text-xs font-medium text-muted">{title}</h3>
      <JsonView value={value} />
    </section>
  );
}
