import type { ControlPlane } from '@perdura/control-plane';
import type { Database } from '@perdura/database';
import type { JsonValue, PieceMetadata } from '@perdura/definition';
import { knownMetadata, knownVersion, PieceUnavailable, readMetadata } from '@perdura/pieces';
import type { PieceCatalogue, ResolvedVersion } from './piece-catalogue.ts';

export interface PieceCatalogueDependencies {
  database: Pick<Database, 'pieceReleases'>;
  control: Pick<ControlPlane, 'callPiece'>;
}

/** Callers give up after half a minute. A worker that has to install the piece goes on with it, for the next one who asks. */
const WORKER_MS = 25_000;

/**
 * The catalogue over what this repository knows, what workers found out before, and workers, which are asked for the rest.
 * What a worker says is kept, since a version never changes.
 */
export function createPieceCatalogue(deps: PieceCatalogueDependencies): PieceCatalogue {
  const asked = new Map<string, Promise<PieceMetadata | null>>();
  /** Callers that want the same at the same time share one answer. */
  const ask = (name: string, spec: string) => {
    const key = `${name}@${spec}`;
    const answer = asked.get(key) ?? askWorker(deps, name, spec).finally(() => asked.delete(key));
    asked.set(key, answer);
    return answer;
  };
  return {
    async resolveVersion(name, spec) {
      const stored = await deps.database.pieceReleases.versions(name);
      const known = knownVersion(name, spec, stored);
      if (known !== 'unknown') return known;
      const found = await ask(name, spec);
      return found === null ? null : resolved(name, spec, found);
    },
    async describe(name, version) {
      const known = knownMetadata(name, version) ?? (await deps.database.pieceReleases.get(name, version));
      if (known !== null) return known;
      const found = await ask(name, version);
      return found?.version === version ? found : null;
    },
  };
}

/** A worker chooses as the catalogue does: what it found fits, or stands in for what does not exist. */
function resolved(name: string, spec: string, { version }: PieceMetadata): ResolvedVersion {
  const chosen = knownVersion(name, spec, [version]);
  return { version, exact: chosen !== null && chosen !== 'unknown' && chosen.exact && chosen.version === version };
}

async function askWorker(
  { database, control }: PieceCatalogueDependencies,
  name: string,
  spec: string,
): Promise<PieceMetadata | null> {
  const question = { kind: 'describe', pieceName: name, pieceVersion: spec } as const;
  const answer = await control.callPiece(question, WORKER_MS);
  if (answer.kind === 'answered') {
    const metadata = metadataOf(name, spec, answer.result);
    await database.pieceReleases.put(metadata, 'npm');
    return metadata;
  }
  if (answer.kind === 'timeout')
    throw unavailable(`No worker said what ${name}@${spec} is within ${WORKER_MS / 1_000} s.`);
  const { code, message } = answer.error;
  if (code === 'PIECE_NOT_FOUND') return null;
  if (code === 'PIECE_NOT_INSTALLED') throw new PieceUnavailable(code, message);
  throw unavailable(message);
}

function metadataOf(name: string, spec: string, told: JsonValue): PieceMetadata {
  const { version } = Object(told) as { version?: unknown };
  return readMetadata(told, { name, version: typeof version === 'string' ? version : spec });
}

function unavailable(message: string): PieceUnavailable {
  return new PieceUnavailable('PIECE_INSTALL_FAILED', message, { passing: true });
}
