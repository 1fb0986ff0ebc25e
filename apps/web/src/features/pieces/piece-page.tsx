import type { PieceActionMetadata, PieceMetadata, PieceTriggerMetadata } from '@perdura/definition';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { PieceProps } from '../../components/piece-props.tsx';
import { CommittedField } from '../../components/ui/committed-field.tsx';
import { Panel } from '../../components/ui/controls.tsx';
import { Empty, Loaded } from '../../components/ui/feedback.tsx';
import { categoryText } from '../../lib/given-words.ts';
import { t } from '../../lib/language.ts';
import { metadataOf, pieceDetail } from '../../lib/piece-queries.ts';

/** A piece in one of its versions: how one signs in, its actions and triggers with what they take. */
export function PiecePage() {
  const { pieceName: name } = useParams({ strict: false }) as { pieceName: string };
  const [version, setVersion] = useState('');
  const query = useQuery(pieceDetail(name, version || undefined));
  return (
    <>
      <div className="max-w-xs">
        <CommittedField label={t('otherVersion')} value={version} onCommit={setVersion} />
      </div>
      <Loaded query={query}>{(piece) => <PiecePanels piece={metadataOf(piece)} />}</Loaded>
    </>
  );
}

function PiecePanels({ piece }: { piece: PieceMetadata }) {
  const { auth } = piece;
  return (
    <>
      <div>
        <h1 className="text-xl font-bold tracking-tight">{piece.displayName}</h1>
        <p className="text-sm text-muted">{piece.description}</p>
        <p className="mt-1 text-xs text-muted">
          <code className="font-mono">{piece.name}</code> · {t('version')} {piece.version}
          {piece.categories.length > 0 && ` · ${piece.categories.map(categoryText).join(', ')}`}
          {piece.authors.length > 0 && ` · ${t('authors')}: ${piece.authors.join(', ')}`}
        </p>
        <p className="mt-1 text-xs text-muted">
          {auth.length === 0 ? t('noSignIn') : `${t('signsInBy')} ${auth.map(({ type }) => type).join(', ')}`}
        </p>
      </div>
      <Panel title={t('actions')}>
        <Parts parts={piece.actions} />
      </Panel>
      <Panel title={t('triggers')}>
        <Parts parts={piece.triggers} />
      </Panel>
    </>
  );
}

function Parts({ parts }: { parts: Record<string, PieceActionMetadata | PieceTriggerMetadata> }) {
  const entries = Object.entries(parts);
  if (entries.length === 0) return <Empty>{t('nothingHere')}</Empty>;
  return (
    <ul className="space-y-2">
      {entries.map(([name, part]) => (
        <li key={name}>
          <details className="rounded-md border border-slate-200 open:bg-slate-50 dark:border-slate-800 dark:open:bg-slate-950/40">
            <summary className="cursor-pointer px-3 py-2 text-sm">
              <span className="font-medium">{part.displayName}</span>{' '}
              <code className="font-mono text-xs text-muted">{name}</code>
              {'type' in part && <span className="ml-2 text-xs text-muted">{part.type}</span>}
              <span className="block text-xs text-muted">{part.description}</span>
            </summary>
            <div className="border-t border-slate-200 p-3 dark:border-slate-800">
              <PieceProps props={part.props} />
            </div>
          </details>
        </li>
      ))}
    </ul>
  );
}
