import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { NodeTypeIcon, nodeTypeText } from '../../components/node-types.tsx';
import { Empty, Loaded } from '../../components/ui/feedback.tsx';
import { JsonView } from '../../components/ui/json-view.tsx';
import { type TextKey, t } from '../../lib/language.ts';
import { type DiffLine, lineDiff } from '../../lib/line-diff.ts';
import type { FieldChange, VersionDiff } from '../../lib/resources.ts';
import { versionDiff } from '../../lib/version-queries.ts';

interface DiffProps {
  workflowId: string;
  /** A number, a label, `latest` or `draft`. */
  from: string;
  to: string;
  /** Type of each node that is there now, by id. */
  types: ReadonlyMap<string, string>;
}

/** What differs between two versions, for people to read. */
export function VersionDiffView({ workflowId, from, to, types }: DiffProps) {
  const query = useQuery(versionDiff(workflowId, from, to));
  return <Loaded query={query}>{(diff) => <Difference diff={diff} types={types} />}</Loaded>;
}

function Difference({ diff: { fields, nodes, edges }, types }: { diff: VersionDiff; types: DiffProps['types'] }) {
  const nodeCount = nodes.added.length + nodes.removed.length + nodes.changed.length;
  const edgeCount = edges.added.length + edges.removed.length;
  if (fields.length + nodeCount + edgeCount === 0) return <Empty>{t('noDifference')}</Empty>;
  return (
    <div className="space-y-4" data-testid="diff">
      {fields.length > 0 && (
        <Part title={t('general')}>
          <FieldChanges changes={fields} />
        </Part>
      )}
      {nodeCount > 0 && (
        <Part title={t('nodes')}>
          {nodes.added.map((node) => (
            <WholeNode key={String(node.id)} node={node} kind="added" />
          ))}
          {nodes.removed.map((node) => (
            <WholeNode key={String(node.id)} node={node} kind="removed" />
          ))}
          {nodes.changed.map(({ id, fields: changes }) => (
            <Box key={id} head={<NodeHead id={id} type={types.get(id)} kind="changed" />}>
              <FieldChanges changes={changes} />
            </Box>
          ))}
        </Part>
      )}
      {edgeCount > 0 && (
        <Part title={t('edges')}>
          <ul className="space-y-1">
            {edges.added.map((edge) => (
              <Edge key={JSON.stringify(edge)} edge={edge} kind="added" />
            ))}
            {edges.removed.map((edge) => (
              <Edge key={JSON.stringify(edge)} edge={edge} kind="removed" />
            ))}
          </ul>
        </Part>
      )}
    </div>
  );
}

type Kind = 'added' | 'removed' | 'changed';

const TONES: Record<Kind, string> = {
  added: 'bg-emerald-100 text-emerald-900 dark:bg-emerald-950 dark:text-emerald-200',
  removed: 'bg-rose-100 text-rose-900 dark:bg-rose-950 dark:text-rose-200',
  changed: 'bg-amber-100 text-amber-900 dark:bg-amber-950 dark:text-amber-200',
};

const KIND_TEXTS: Record<Kind, TextKey> = { added: 'added', removed: 'removed', changed: 'changed' };

function KindBadge({ kind }: { kind: Kind }) {
  return <span className={`shrink-0 rounded px-1.5 text-xs font-medium ${TONES[kind]}`}>{t(KIND_TEXTS[kind])}</span>;
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="space-y-2">
      <h3 className="text-xs font-semibold text-muted">{title}</h3>
      {children}
    </section>
  );
}

function Box({ head, children }: { head: ReactNode; children: ReactNode }) {
  return (
    <div className="rounded-md border border-slate-200 dark:border-slate-800">
      <div className="border-b border-slate-200 px-3 py-2 dark:border-slate-800">{head}</div>
      <div className="p-3">{children}</div>
    </div>
  );
}

function WholeNode({ node, kind }: { node: Record<string, unknown>; kind: Kind }) {
  return (
    <details className="rounded-md border border-slate-200 dark:border-slate-800">
      <summary className="cursor-pointer px-3 py-2">
        <NodeHead id={String(node.id)} type={String(node.type)} kind={kind} />
      </summary>
      <div className="border-t border-slate-200 p-3 dark:border-slate-800">
        <JsonView value={node} />
      </div>
    </details>
  );
}

function NodeHead({ id, type, kind }: { id: string; type: string | undefined; kind: Kind }) {
  return (
    <span className="inline-flex max-w-full flex-wrap items-center gap-2 align-middle text-sm">
      {type !== undefined && <NodeTypeIcon type={type} />}
      <span className="font-semibold break-all">{id}</span>
      {type !== undefined && <span className="text-xs text-muted">{nodeTypeText(type)}</span>}
      <KindBadge kind={kind} />
    </span>
  );
}

function Edge({ edge, kind }: { edge: Record<string, unknown>; kind: Kind }) {
  return (
    <li className="flex flex-wrap items-center gap-2 text-sm">
      <KindBadge kind={kind} />
      <code className="font-mono text-xs break-all">
        {String(edge.from)} → {String(edge.to)}
      </code>
      {edge.condition !== undefined && <span className="text-xs text-muted">[{String(edge.condition)}]</span>}
    </li>
  );
}

function FieldChanges({ changes }: { changes: readonly FieldChange[] }) {
  return (
    <dl className="space-y-3">
      {changes.map((change) => (
        <div key={change.path}>
          <dt>
            <code className="font-mono text-xs font-medium break-all">{change.path || '/'}</code>
          </dt>
          <dd className="mt-1 overflow-x-auto rounded-md border border-slate-200 font-mono text-xs dark:border-slate-800">
            {linesOf(change).map((line) => (
              <Line key={line.place} line={line} />
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The lines with their places, which is all that tells them apart. */
function linesOf(change: FieldChange): (DiffLine & { place: number })[] {
  return changedLines(change).map((line, place) => ({ ...line, place }));
}

function changedLines({ from, to }: FieldChange): DiffLine[] {
  if (from === undefined || from === '') return lineDiff('', textOf(to)).filter(({ kind }) => kind !== 'removed');
  if (to === undefined || to === '') return lineDiff(textOf(from), '').filter(({ kind }) => kind !== 'added');
  return lineDiff(textOf(from), textOf(to));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

const LINE_LOOKS: Record<DiffLine['kind'], { sign: string; tone: string; text: TextKey | null }> = {
  same: { sign: ' ', tone: '', text: null },
  removed: { sign: '−', tone: TONES.removed, text: 'removed' },
  added: { sign: '+', tone: TONES.added, text: 'added' },
};

function Line({ line: { kind, text } }: { line: DiffLine }) {
  const { sign, tone, text: word } = LINE_LOOKS[kind];
  return (
    <div className={`flex gap-2 px-2 py-0.5 ${tone}`}>
      <span aria-hidden className="w-2 shrink-0 select-none">
        {sign}
      </span>
      {word !== null && <span className="sr-only">{t(word)}: </span>}
      <span className="min-w-0 whitespace-pre-wrap break-words">{text}</span>
    </div>
  );
}
