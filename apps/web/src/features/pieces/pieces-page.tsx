import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Panel, Select, TextField } from '../../components/ui/controls.tsx';
import { Empty, Loaded } from '../../components/ui/feedback.tsx';
import { Cell, Table } from '../../components/ui/table.tsx';
import { categoryText } from '../../lib/given-words.ts';
import { t } from '../../lib/language.ts';
import { type PieceFilters, pieceList } from '../../lib/piece-queries.ts';
import type { PieceSummary } from '../../lib/resources.ts';

/** The catalogue of pieces that flows can use. */
export function PiecesPage() {
  const [filters, setFilters] = useState<PieceFilters>({});
  const query = useQuery(pieceList(filters));
  const all = useQuery(pieceList()).data ?? [];
  const categories = [...new Set(all.flatMap((piece) => piece.categories))].sort();
  return (
    <Panel isPage title={`${t('pieces')}${query.data === undefined ? '' : ` · ${query.data.length} ${t('total')}`}`}>
      <div className="mb-3 grid gap-3 sm:grid-cols-3">
        <TextField
          label={t('search')}
          type="search"
          value={filters.search ?? ''}
          onChange={(event) => setFilters({ ...filters, search: event.target.value || undefined })}
        />
        <Select
          label={t('category')}
          value={filters.category ?? ''}
          onChange={(category) => setFilters({ ...filters, category: category || undefined })}
          options={[['', t('all')], ...categories.map((name) => [name, categoryText(name)] as const)]}
        />
      </div>
      <Loaded query={query}>
        {(pieces) => (pieces.length === 0 ? <Empty>{t('nothingHere')}</Empty> : <PieceTable pieces={pieces} />)}
      </Loaded>
    </Panel>
  );
}

function PieceTable({ pieces }: { pieces: PieceSummary[] }) {
  return (
    <Table heads={[t('name'), t('version'), t('actions'), t('triggers'), t('category')]}>
      {pieces.map(({ name, displayName, description, version, actions, triggers, categories }) => (
        <tr key={name}>
          <Cell>
            <Link
              to="/pieces/$pieceName"
              params={{ pieceName: name }}
              className="font-medium text-link hover:underline"
            >
              {displayName}
            </Link>
            <code className="ml-2 font-mono text-xs break-all text-muted">{name}</code>
            <div className="line-clamp-2 max-w-xl text-xs text-muted">{description}</div>
          </Cell>
          <Cell>{version}</Cell>
          <Cell>{actions}</Cell>
          <Cell>{triggers}</Cell>
          <Cell>
            <span className="text-xs">{categories.map(categoryText).join(', ')}</span>
          </Cell>
        </tr>
      ))}
    </Table>
  );
}
