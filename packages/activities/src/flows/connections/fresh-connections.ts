import { setTimeout as pause } from 'node:timers/promises';
import type { Database, OpenedConnection } from '@perdura/database';
import { isOAuth2Type, lacksToken, needsToken, tokenExpiry } from '@perdura/definition';
import { StepFailure } from '../../failures.ts';
import { OUTBOUND_CODES } from '../../outbound/codes.ts';
import type { Outbound } from '../../outbound/outbound.ts';
import { patientDatabase } from '../../patient-database.ts';
import { requestToken, TokenRefused } from './token-request.ts';

export interface FreshConnectionDependencies {
  database: Database;
  outbound: Outbound;
}

/** How a connection is named: `{name}` or `{id}`. */
export type ConnectionKey = Parameters<Database['appConnections']['open']>[1];

/** Connections with tokens that can be used now. */
export interface FreshConnections {
  /**
   * A connection of either kind with its value; an OAuth2 one gets or renews its token first, when it is time, once for
   * all workers.
   *
   * @returns null when the project has none
   * @throws {StepFailure} CONNECTION_REFUSED when the service gives no token, and what the call to it fails with
   * @throws {SecretUnreadable}
   */
  open(projectId: string, by: ConnectionKey): Promise<OpenedConnection | null>;
}

/** While another worker renews a token, its result is looked for so often, in milliseconds, and not longer than this. */
const LOOK_MS = 100;
const PATIENCE_MS = 45_000;

export function freshConnections({ database: hasty, outbound }: FreshConnectionDependencies): FreshConnections {
  // A token that was just given is lost when it cannot be written at once.
  const database = patientDatabase(hasty, new AbortController().signal);
  const dependencies = { database, outbound };
  const underway = new Map<string, Promise<OpenedConnection | null>>();
  /** Those of this process who want the same share one renewal. */
  const renewed = (connection: OpenedConnection) => {
    const { id } = connection;
    const known = underway.get(id);
    if (known !== undefined) return known;
    const work = renewInTurn(dependencies, connection).finally(() => underway.delete(id));
    underway.set(id, work);
    return work;
  };
  return {
    async open(projectId, by) {
      const connection = await database.appConnections.open(projectId, by);
      return connection === null || isUsable(connection) ? connection : await renewed(connection);
    },
  };
}

/** A refused one is asked for nothing more: it works as long as its last token does. */
function isUsable(connection: OpenedConnection): boolean {
  const { type, value, status } = connection;
  if (!isOAuth2Type(type) || !needsToken(value, new Date())) return true;
  return status === 'ERROR' && stillGood(connection);
}

/** One worker renews; the others take what it got. */
async function renewInTurn(
  dependencies: FreshConnectionDependencies,
  { projectId, id }: OpenedConnection,
): Promise<OpenedConnection | null> {
  const { database } = dependencies;
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    const turn = await database.withAdvisoryLock(`oauth2:${id}`, async () => {
      const connection = await database.appConnections.open(projectId, { id });
      return connection === null || isUsable(connection) ? connection : await renew(dependencies, connection);
    });
    if (turn.acquired) return turn.result;
    if (Date.now() > giveUpAt) throw busy(id);
    await pause(LOOK_MS);
    const connection = await database.appConnections.open(projectId, { id });
    if (connection === null || isUsable(connection)) return connection;
  }
}

async function renew(
  { database, outbound }: FreshConnectionDependencies,
  connection: OpenedConnection,
): Promise<OpenedConnection | null> {
  const { projectId, id, status, statusReason } = connection;
  if (status === 'ERROR') throw refused(connection, statusReason ?? 'its token was refused');
  const { appConnections } = database;
  try {
    const value = await requestToken(outbound, connection.value, new Date());
    const tokens = { value, expiresAt: tokenExpiry(value), status: 'ACTIVE', statusReason: null } as const;
    if (await appConnections.renew(projectId, connection, tokens)) return await appConnections.open(projectId, { id });
  } catch (error) {
    if (error instanceof TokenRefused) {
      await appConnections.renew(projectId, connection, { status: 'ERROR', statusReason: error.message });
      if (stillGood(connection)) return connection;
      throw refused(connection, error.message);
    }
    // The service is away, but the token lasts a while yet.
    if (error instanceof StepFailure && error.retryable && stillGood(connection)) return connection;
    throw error;
  }
  // Somebody gave it another value meanwhile, which is the one to be used.
  const given = await appConnections.open(projectId, { id });
  return given === null || isUsable(given) ? given : await renew({ database, outbound }, given);
}

/** Whether there is a token that has not ended yet. */
function stillGood({ value }: OpenedConnection): boolean {
  if (lacksToken(value)) return false;
  const expiry = tokenExpiry(value);
  return expiry === null || expiry.getTime() > Date.now();
}

function refused({ name }: OpenedConnection, reason: string): StepFailure {
  const message = `The connection "${name}" gets no token (${reason}); sign in with it again.`;
  return new StepFailure(OUTBOUND_CODES.connectionRefused, message, { retryable: false });
}

function busy(id: string): StepFailure {
  const message = `The token of connection ${id} is being renewed by another worker, which takes too long.`;
  return new StepFailure(OUTBOUND_CODES.connectionRefused, message, { retryable: true });
}
