import type { JsonObject, PieceMetadata, PieceSummary } from '@perdura/definition';
import type { Store } from './store.ts';

/**
 * What pieces said of themselves, by name and version. A version never changes, and so its row is written once. They are of
 * the installation, not of a project.
 */
export interface PieceReleaseRepository {
  get(name: string, version: string): Promise<PieceMetadata | null>;
  /** Keeps what is there already. */
  put(metadata: PieceMetadata, source: 'npm' | 'built-in'): Promise<void>;
  /** Versions of one piece, in no order. */
  versions(name: string): Promise<string[]>;
  /** All that are known, in all versions. */
  list(): Promise<PieceSummary[]>;
}

export function pieceReleaseRepository({ prisma, sql }: Pick<Store, 'prisma' | 'sql'>): PieceReleaseRepository {
  return {
    async get(name, version) {
      const found = await prisma.pieceRelease.findUnique({ where: { name_version: { name, version } } });
      return found === null ? null : (found.metadata as unknown as PieceMetadata);
    },
    async put(metadata, source) {
      const { name, version } = metadata;
      const written = metadata as unknown as JsonObject;
      await prisma.pieceRelease.createMany({
        data: [{ name, version, source, metadata: written }],
        skipDuplicates: true,
      });
    },
    async versions(name) {
      const found = await prisma.pieceRelease.findMany({ where: { name }, select: { version: true } });
      return found.map(({ version }) => version);
    },
    list: () => sql<PieceSummary>(SUMMARIES, []),
  };
}

const SUMMARIES = `
  SELECT name, version,
         metadata ->> 'displayName' AS "displayName",
         metadata ->> 'description' AS "description",
         metadata ->> 'logoUrl' AS "logoUrl",
         metadata -> 'authors' AS authors,
         metadata -> 'categories' AS categories,
         (SELECT count(*)::int FROM json_object_keys(metadata -> 'actions')) AS actions,
         (SELECT count(*)::int FROM json_object_keys(metadata -> 'triggers')) AS triggers
  FROM piece_releases
  ORDER BY name, created_at DESC`;
