import { useQuery } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import { useState } from 'react';
import { t } from '../lib/language.ts';
import { metadataOf, pieceDetail, pieceList } from '../lib/piece-queries.ts';
import type { PieceSummary } from '../lib/resources.ts';
import { Button, TextField } from './ui/controls.tsx';
import { Empty, Loaded } from './ui/feedback.tsx';

/** An action or a trigger of a piece. */
export interface PickedPart {
  pieceName: string;
  pieceVersion: string;
  part: string;
  displayName: string;
}

interface PiecePickerProps {
  kind: 'actions' | 'triggers';
  onPick: (picked: PickedPart) => void;
}

/** Finds an action or a trigger: first the piece, then what of it. */
export function PiecePicker({ kind, onPick }: PiecePickerProps) {
  const [search, setSearch] = useState('');
  const [piece, setPiece] = useState<PieceSummary>();
  const query = useQuery(pieceList({ search }));
  if (piece !== undefined) {
    return (
      <div className="space-y-2">
        <Button onClick={() => setPiece(undefined)}>
          <ArrowLeft aria-hidden className="size-4" />
          {piece.displayName}
        </Button>
        <Parts piece={piece} kind={kind} onPick={onPick} />
      </div>
    );
  }
  return (
    <div className="space-y-2">
      <TextField label={t('search')} type="search" value={search} onChange={(event) => setSearch(event.target.value)} />
      <Loaded query={query}>
        {(pieces) => (
          <Choices
            choices={pieces
              .filter((one) => one[kind] > 0)
              .map((one) => ({
                key: one.name,
                title: one.displayName,
                text: one.description,
                pick: () => setPiece(one),
              }))}
          />
        )}
      </Loaded>
    </div>
  );
}

function Parts({ piece: { name, version }, kind, onPick }: PiecePickerProps & { piece: PieceSummary }) {
  const query = useQuery(pieceDetail(name, version));
  return (
    <Loaded query={query}>
      {(piece) => (
        <Choices
          choices={Object.entries(metadataOf(piece)[kind]).map(([part, { displayName, description }]) => ({
            key: part,
            title: displayName,
            text: description,
            pick: () => onPick({ pieceName: name, pieceVersion: version, part, displayName }),
          }))}
        />
      )}
    </Loaded>
  );
}

interface Choice {
  key: string;
  title: string;
  text: string;
  pick: () => void;
}

function Choices({ choices }: { choices: Choice[] }) {
  if (choices.length === 0) return <Empty>{t('nothingHere')}</Empty>;
  return (
    <ul className="max-h-80 divide-y divide-slate-100 overflow-y-auto rounded-md border border-slate-200 dark:divide-slate-800 dark:border-slate-700">
      {choices.map(({ key, title, text, pick }) => (
        <li key={key}>
          <button
            type="button"
            onClick={pick}
            className="w-full px-3 py-2 text-left text-sm hover:bg-slate-100 dark:hover:bg-slate-800"
          >
            <span className="font-medium">{title}</span>
            <span className="line-clamp-2 text-xs text-muted">{text}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
