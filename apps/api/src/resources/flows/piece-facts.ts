import { type FlowTrigger, flowSteps, mapFlow, type PieceLookup, type PieceMetadata } from '@perdura/definition';
import type { Logger } from 'pino';
import type { PieceCatalogue, ResolvedVersion } from '../../pieces/piece-catalogue.ts';

/** What is known of the pieces that a flow names. */
export interface PieceFacts {
  lookup: PieceLookup;
  /** The version that a step's `pieceVersion` means; null where there is none. */
  versionOf: (step: PieceName) => ResolvedVersion | null;
}

interface PieceName {
  pieceName: string;
  pieceVersion: string;
}

interface Known {
  version: ResolvedVersion | null;
  metadata: PieceMetadata | null;
}

/** Asks the catalogue for the pieces of a flow. One that cannot be told of now counts as unknown. */
export async function pieceFacts(
  { pieces, logger }: { pieces: PieceCatalogue; logger: Pick<Logger, 'warn'> },
  trigger: FlowTrigger,
): Promise<PieceFacts> {
  const named = new Map(piecesOf(trigger).map((piece) => [keyOf(piece), piece]));
  const facts = new Map<string, Known>();
  const until = Date.now() + WAIT_MS;
  const left = named.entries();
  const askInTurn = async () => {
    for (const [key, piece] of left) facts.set(key, await known(pieces, logger, piece, until));
  };
  await Promise.all(Array.from({ length: ASKED_AT_ONCE }, askInTurn));
  return {
    lookup: (step) => facts.get(keyOf(step))?.metadata ?? null,
    versionOf: (step) => facts.get(keyOf(step))?.version ?? null,
  };
}

/** The flow with versions that there are, in the place of exact ones that there are not. */
export function withExistingVersions(trigger: FlowTrigger, facts: PieceFacts): FlowTrigger {
  return withVersions(trigger, (step) => {
    const version = facts.versionOf(step);
    return version === null || version.exact ? step.pieceVersion : version.version;
  });
}

/** The flow with the very versions that it runs with now: what is compiled stays as it is. */
export function withPinnedVersions(trigger: FlowTrigger, facts: PieceFacts): FlowTrigger {
  return withVersions(trigger, (step) => facts.versionOf(step)?.version ?? step.pieceVersion);
}

function withVersions(trigger: FlowTrigger, versionOf: (step: PieceName) => string): FlowTrigger {
  return mapFlow(trigger, (step) => {
    if (step.type !== 'PIECE' && step.type !== 'PIECE_TRIGGER') return step;
    return { ...step, settings: { ...step.settings, pieceVersion: versionOf(step.settings) } };
  });
}

function piecesOf(trigger: FlowTrigger): PieceName[] {
  return flowSteps(trigger).flatMap((step) =>
    step.type === 'PIECE' || step.type === 'PIECE_TRIGGER' ? [step.settings] : [],
  );
}

function keyOf({ pieceName, pieceVersion }: PieceName): string {
  return `${pieceName}@${pieceVersion}`;
}

/** How long a caller waits for pieces that are not known yet: what is found later counts from the next change on. */
const WAIT_MS = 10_000;
/** A flow may name a thousand pieces that nobody knows: workers are not asked for all of them at once. */
const ASKED_AT_ONCE = 8;
/** How long nobody is asked again about what was not found, and how much of it is kept. */
const FORGET_MS = 10_000;
const MOST_MISSING = 10_000;

const NOTHING: Known = { version: null, metadata: null };
/** Until when a piece counts as missing, by catalogue. */
const missing = new WeakMap<PieceCatalogue, Map<string, number>>();

async function known(
  pieces: PieceCatalogue,
  logger: Pick<Logger, 'warn'>,
  { pieceName, pieceVersion }: PieceName,
  until: number,
): Promise<Known> {
  const key = keyOf({ pieceName, pieceVersion });
  const absent = missing.get(pieces) ?? new Map<string, number>();
  missing.set(pieces, absent);
  if ((absent.get(key) ?? 0) > Date.now()) return NOTHING;
  const found = await inTime(() => told(pieces, pieceName, pieceVersion), until - Date.now()).catch(
    (error: unknown) => {
      logger.warn({ err: error, pieceName, pieceVersion }, 'a piece of a flow cannot be told of');
      return NOTHING;
    },
  );
  if (found.metadata !== null) return found;
  if (absent.size >= MOST_MISSING) absent.clear();
  absent.set(key, Date.now() + FORGET_MS);
  return found;
}

async function told(pieces: PieceCatalogue, name: string, spec: string): Promise<Known> {
  const version = await pieces.resolveVersion(name, spec);
  return { version, metadata: version === null ? null : await pieces.describe(name, version.version) };
}

/** @throws {Error} when the time is over, or was before */
async function inTime<Answer>(work: () => Promise<Answer>, ms: number): Promise<Answer> {
  const refusal = () => new Error(`nothing was told within ${WAIT_MS / 1_000} s`);
  if (ms <= 0) throw refusal();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(refusal()), ms);
  });
  return await Promise.race([work(), late]).finally(() => clearTimeout(timer));
}
