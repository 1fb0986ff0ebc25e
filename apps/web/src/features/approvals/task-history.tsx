import { Check, Forward, type LucideIcon, MessageSquare, X } from 'lucide-react';
import { Panel } from '../../components/ui/controls.tsx';
import { Empty } from '../../components/ui/feedback.tsx';
import { JsonView } from '../../components/ui/json-view.tsx';
import { formatTime, type TextKey, t } from '../../lib/language.ts';
import type { Approval } from '../../lib/resources.ts';

type EntryKind = 'approve' | 'reject' | 'comment' | 'delegate';

interface Entry {
  kind: EntryKind;
  by: string;
  at: string;
  text: string | null;
  form: unknown;
}

const LOOKS: Record<EntryKind, { icon: LucideIcon; verb: TextKey; tone: string }> = {
  approve: {
    icon: Check,
    verb: 'didApprove',
    tone: 'bg-emerald-100 text-emerald-800 dark:bg-emerald-950 dark:text-emerald-300',
  },
  reject: { icon: X, verb: 'didReject', tone: 'bg-rose-100 text-rose-800 dark:bg-rose-950 dark:text-rose-300' },
  comment: {
    icon: MessageSquare,
    verb: 'didComment',
    tone: 'bg-slate-200 text-slate-800 dark:bg-slate-700 dark:text-slate-200',
  },
  delegate: { icon: Forward, verb: 'didDelegate', tone: 'bg-sky-100 text-sky-800 dark:bg-sky-950 dark:text-sky-300' },
};

/** What people decided, said and handed on, in the order of time. */
export function TaskHistory({ task }: { task: Approval }) {
  const entries = entriesOf(task);
  return (
    <Panel title={t('history')}>
      {entries.length === 0 ? (
        <Empty>{t('noHistory')}</Empty>
      ) : (
        <ol className="space-y-3">
          {entries.map((entry) => (
            <li key={`${entry.at} ${entry.kind} ${entry.by}`} className="flex gap-3">
              <HistoryEntry entry={entry} />
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

function HistoryEntry({ entry: { kind, by, at, text, form } }: { entry: Entry }) {
  const { icon: Icon, verb, tone } = LOOKS[kind];
  return (
    <>
      <span aria-hidden className={`flex size-7 shrink-0 items-center justify-center rounded-full ${tone}`}>
        <Icon className="size-4" />
      </span>
      <div className="min-w-0 flex-1 space-y-1 text-sm">
        <p>
          <span className="font-medium">{by}</span> {t(verb)} {kind === 'delegate' && text}{' '}
          <time dateTime={at} className="text-xs text-muted">
            {formatTime(at)}
          </time>
        </p>
        {kind !== 'delegate' && text !== null && <p className="break-words whitespace-pre-wrap">{text}</p>}
        {form !== null && form !== undefined && <JsonView value={form} />}
      </div>
    </>
  );
}

function entriesOf({ decisions, comments, delegations }: Approval): Entry[] {
  const entries: Entry[] = [
    ...decisions.map(({ by, at, decision, comment, form }) => ({ kind: decision, by, at, text: comment, form })),
    ...comments.map(({ by, at, text }) => ({ kind: 'comment' as const, by, at, text, form: null })),
    ...delegations.map(({ by, at, to }) => ({ kind: 'delegate' as const, by, at, text: to, form: null })),
  ];
  return entries.sort((left, right) => left.at.localeCompare(right.at));
}
