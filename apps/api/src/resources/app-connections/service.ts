import { setTimeout as pause } from 'node:timers/promises';
import type { appConnectionRoutes, BodyOf } from '@perdura/contracts';
import { type Actor, type AppConnectionInput, type FormerConnection, SecretUnreadable } from '@perdura/database';
import {
  filledAddress,
  isOAuth2Type,
  type JsonObject,
  lacksToken,
  oauth2Grant,
  piecePackageName,
  signInOf,
  textIn,
  tokenExpiry,
} from '@perdura/definition';
import type { PieceCallInput } from '@perdura/definition/run';
import type { Logger } from 'pino';
import { ApiError } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { authProps, oauth2Of, pieceOf } from './piece-auth.ts';

type Body = BodyOf<typeof appConnectionRoutes.upsertAppConnection>;

export interface ConnectRequest {
  actor: Actor;
  body: Body;
  /** Whether the piece is to say that the connection is good. */
  validate: boolean;
  log: Logger;
}

/** Whoever stores a connection waits so long for a worker, in milliseconds. */
const WORKER_MS = 20_000;
/** What a piece says of its service is known at once, or asked of a worker. */
const PIECE_MS = 15_000;

/**
 * Stores a connection, has a worker exchange its code, and asks its piece whether it is good. What is refused leaves
 * everything as it was; without a worker the connection is stored, and its code exchanged when it is first used.
 *
 * @returns with `former` the connection that was replaced
 * @throws {ApiError} CONNECTION_REFUSED
 * @throws {NameTaken}
 */
export async function connect(deps: AppDependencies, request: ConnectRequest) {
  const { actor, body, validate } = request;
  const { projectId } = actor;
  const { appConnections } = deps.database;
  const value = await completed(deps, request);
  const repeated = await repeatOf(deps, request, value);
  if (repeated !== null) return repeated;
  const { connection, former } = await appConnections.put(projectId, inputOf(body, value, actor.userId));
  const put = { id: connection.id, former };
  if (isOAuth2Type(body.type) && lacksToken(value)) await ask(deps, request, put, claimOf(put.id, request));
  if (validate && body.pieceName) {
    const said = await ask(deps, request, put, checkOf(put.id, body.pieceName, request));
    const { valid, error } = Object(said) as { valid?: unknown; error?: unknown };
    if (valid === false) throw await takenBack(deps, request, put, String(error ?? 'the piece refused it'));
  }
  const stored = await appConnections.get(projectId, connection.id);
  return { stored, former, repeated: false };
}

/**
 * A client that had no answer in time sends its code again, which is worth nothing by now, and would cost the tokens that it
 * was exchanged for.
 */
async function repeatOf(deps: AppDependencies, request: ConnectRequest, value: JsonObject) {
  const { projectId } = request.actor;
  const { appConnections } = deps.database;
  const { externalId, name } = request.body;
  if (!isOAuth2Type(request.body.type) || !lacksToken(value) || signInOf(value) === null) return null;
  const known = await appConnections.open(projectId, { name: externalId || name || '' }).catch(unreadableAsNone);
  if (known === null || signInOf(known.value) !== signInOf(value)) return null;
  if (lacksToken(known.value)) await ask(deps, request, { id: known.id, former: 'kept' }, claimOf(known.id, request));
  return { stored: await appConnections.get(projectId, known.id), former: null, repeated: true };
}

interface Put {
  id: string;
  /** What is put back when the new one is refused; `kept` where there is nothing to take back. */
  former: FormerConnection | null | 'kept';
}

/** What a worker says; undefined when there is none to ask. */
async function ask({ control, ...deps }: AppDependencies, request: ConnectRequest, put: Put, input: PieceCallInput) {
  try {
    const answer = await control.callPiece(input, WORKER_MS);
    if (answer.kind === 'answered') return answer.result;
    if (answer.kind === 'failed') {
      // A piece that nobody knows has nothing to say about a connection.
      if (input.kind === 'validate-auth' && answer.error.code.startsWith('PIECE_')) return undefined;
      throw await takenBack({ control, ...deps }, request, put, answer.error.message);
    }
    request.log.warn({ connectionId: put.id, asked: input.kind }, 'no worker said anything of a new connection');
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    request.log.warn({ connectionId: put.id, asked: input.kind }, 'no worker could be asked about a new connection');
  }
  return undefined;
}

/** Everything is as it was, unless somebody else stored the connection again meanwhile. */
async function takenBack({ database }: AppDependencies, { actor }: ConnectRequest, put: Put, reason: string) {
  const { projectId } = actor;
  const now = await database.appConnections.get(projectId, put.id);
  if (now !== null && put.former !== 'kept') await database.appConnections.restore(projectId, now, put.former);
  return new ApiError('CONNECTION_REFUSED', {
    ...{ detail: 'CONNECTION_REFUSED', values: { reason } },
    faults: [{ pointer: '/value', message: reason }],
  });
}

function claimOf(connectionId: string, { actor, body }: ConnectRequest): PieceCallInput {
  const piece = { pieceName: body.pieceName || body.type, pieceVersion: body.pieceVersion ?? '' };
  return { kind: 'claim', projectId: actor.projectId, ...piece, connectionId };
}

function checkOf(connectionId: string, pieceName: string, { actor, body }: ConnectRequest): PieceCallInput {
  const pieceVersion = body.pieceVersion || '>=0.0.0';
  const { projectId } = actor;
  return { kind: 'validate-auth', projectId, pieceName: piecePackageName(pieceName), pieceVersion, connectionId };
}

function inputOf(body: Body, value: JsonObject, ownerId: string): AppConnectionInput {
  const { externalId, name, displayName, pieceName, pieceVersion, metadata } = body;
  const { allowedHosts = boundHosts(metadata) } = body;
  return {
    name: externalId || name || '',
    ...{ type: body.type, value, ownerId },
    ...(externalId && name ? { givenName: name } : {}),
    ...(displayName ? { displayName } : {}),
    ...(pieceName ? { pieceName } : {}),
    ...(pieceVersion ? { pieceVersion } : {}),
    ...(metadata ? { metadata: withoutOwn(metadata) } : {}),
    ...(allowedHosts === undefined ? {} : { allowedHosts }),
    status: isOAuth2Type(body.type) && lacksToken(value) ? 'MISSING' : 'ACTIVE',
    expiresAt: isOAuth2Type(body.type) ? tokenExpiry(value) : null,
  };
}

/** Hosts that a connection's metadata binds it to. */
export function boundHosts(metadata: JsonObject | null | undefined): string[] | undefined {
  const hosts = metadata?.allowedHosts;
  return Array.isArray(hosts) ? hosts.map(String) : undefined;
}

/** Metadata without what answers add to it. */
export function withoutOwn({ allowedHosts: _hosts, error: _error, ...metadata }: JsonObject): JsonObject {
  return metadata;
}

/** The value with what its piece knows: where tokens are asked for, and how the client proves itself there. */
async function completed({ pieces }: AppDependencies, { body, log }: ConnectRequest): Promise<JsonObject> {
  const { type: _, ...value } = body.value ?? {};
  if (!isOAuth2Type(body.type)) return value;
  const timed = textIn(value, 'access_token') === '' ? value : { claimed_at: Math.floor(Date.now() / 1000), ...value };
  if (!body.pieceName || textIn(value, 'token_url') !== '' || oauth2Grant(value) === null) return timed;
  const looked = pieceOf(pieces, body.pieceName, body.pieceVersion).catch((err: unknown) => {
    log.warn({ err, pieceName: body.pieceName }, 'the piece of a connection is not known');
    return null;
  });
  const auth = oauth2Of(await Promise.race([looked, pause(PIECE_MS, null, { ref: false })]));
  if (auth?.tokenUrl === undefined) return timed;
  const props = authProps(auth, objectIn(value.props));
  return {
    ...(auth.authorizationMethod === undefined ? {} : { authorization_method: auth.authorizationMethod }),
    ...(auth.scope === undefined ? {} : { scope: auth.scope.join(' ') }),
    ...timed,
    ...(Object.keys(props).length === 0 ? {} : { props }),
    token_url: filledAddress(auth.tokenUrl, props),
  };
}

function objectIn(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** What no key opens any more is simply replaced. */
function unreadableAsNone(error: unknown): null {
  if (error instanceof SecretUnreadable) return null;
  throw error;
}

function isUnavailable(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'TEMPORAL_UNAVAILABLE';
}
