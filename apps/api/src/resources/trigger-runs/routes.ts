import { triggerRunRoutes } from '@perdura/contracts';
import type { TriggerStatRow } from '@perdura/database';
import type { AppDependencies } from '../../app-dependencies.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';

const DAYS = 14;

/** How the calls of triggers went. */
export function triggerRunResource({ database }: Pick<AppDependencies, 'database'>): BoundRoute[] {
  return [
    bind(triggerRunRoutes.getTriggerRunStatus).to(async ({ actor }) => {
      return { status: 200, body: { pieces: byPiece(await database.triggerStats.recent(actor.projectId, DAYS)) } };
    }),
  ];
}

interface PieceStats {
  dailyStats: Record<string, { success: number; failure: number }>;
  totalRuns: number;
}

function byPiece(rows: readonly TriggerStatRow[]): Record<string, PieceStats> {
  const pieces = new Map<string, PieceStats>();
  for (const { pieceName, day, success, failure } of rows) {
    const stats = pieces.get(pieceName) ?? { dailyStats: {}, totalRuns: 0 };
    stats.dailyStats[day] = { success, failure };
    stats.totalRuns += success + failure;
    pieces.set(pieceName, stats);
  }
  return Object.fromEntries(pieces);
}
