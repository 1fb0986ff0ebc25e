import { t } from '../../lib/language.ts';
import { Button } from './controls.tsx';

interface PagesProps {
  /** The cursors of the pages up to the one that is shown; empty on the first. */
  cursors: string[];
  nextCursor: string | null;
  onTurn: (cursors: string[]) => void;
}

/** Turns the pages of a list; nothing for a list of one page. */
export function Pages({ cursors, nextCursor, onTurn }: PagesProps) {
  if (cursors.length === 0 && nextCursor === null) return null;
  return (
    <div className="flex justify-between gap-2">
      <Button disabled={cursors.length === 0} onClick={() => onTurn(cursors.slice(0, -1))}>
        {t('previous')}
      </Button>
      <Button disabled={nextCursor === null} onClick={() => nextCursor !== null && onTurn([...cursors, nextCursor])}>
        {t('next')}
      </Button>
    </div>
  );
}
