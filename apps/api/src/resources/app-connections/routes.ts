import { appConnectionRoutes } from '@perdura/contracts';
import type { AppConnectionRow } from '@perdura/database';
import { type JsonObject, wireId } from '@perdura/definition';
import { PieceUnavailable } from '@perdura/pieces';
import { ApiError, notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { emptyPage, enginePageRequest, presentPage } from '../../engine/engine-pages.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { authorizationAddress } from './authorization-url.ts';
import { oauth2Of, pieceOf } from './piece-auth.ts';
import { presentAppConnection, presentOwner, presentRow } from './presenter.ts';
import { boundHosts, connect, withoutOwn } from './service.ts';

/** Connections for pieces: store, list, read, change, remove. Their values go in and never come out. */
export function appConnectionResource(deps: AppDependencies): BoundRoute[] {
  const { appConnections } = deps.database;
  const connectionOf = async (projectId: string, id: string) => {
    const row = await appConnections.get(projectId, id);
    if (row === null) throw gone(id);
    return row;
  };

  return [
    bind(appConnectionRoutes.upsertAppConnection).to(async ({ actor, query, body, audit, log }) => {
      const { stored, former, repeated } = await connect(deps, { actor, body, validate: query.validate === true, log });
      if (stored === null) throw new ApiError('CONNECTION_NOT_FOUND');
      const before = former && presentRow({ ...former, metadata: former.metadata as JsonObject | null });
      // Of the value, no more than that it was given.
      const after = { ...presentRow(stored), value: 'given' };
      audit(repeated ? null : { target: stored.id, before, after });
      return { status: 200, body: presentAppConnection(stored) };
    }),

    bind(appConnectionRoutes.listAppConnections).to(async ({ actor, query }) => {
      const { pieceName, displayName, status: statuses, scope: scopes } = query;
      const filter = {
        ...(pieceName ? { pieceName } : {}),
        ...(displayName ? { displayName } : {}),
        ...(statuses === undefined ? {} : { statuses }),
        ...(scopes === undefined ? {} : { scopes }),
      };
      const page = await appConnections.list(actor.projectId, filter, enginePageRequest(query));
      return { status: 200, body: presentPage(page, presentAppConnection) };
    }),

    bind(appConnectionRoutes.listAppConnectionOwners).to(async ({ actor }) => {
      const owners = await appConnections.owners(actor.projectId);
      return { status: 200, body: { ...emptyPage(), data: owners.map(presentOwner) } };
    }),

    bind(appConnectionRoutes.authorizationUrl).to(async ({ body }) => {
      return { status: 200, body: authorizationAddress(await signInOf(deps, body), body) };
    }),

    bind(appConnectionRoutes.getAppConnection).to(async ({ actor, params }) => {
      return { status: 200, body: presentAppConnection(await connectionOf(actor.projectId, params.id)) };
    }),

    bind(appConnectionRoutes.updateAppConnection).to(async ({ actor, params, body, audit }) => {
      const before = await connectionOf(actor.projectId, params.id);
      const row = await appConnections.update(actor.projectId, params.id, changeOf(body));
      if (row === null) throw gone(params.id);
      audit({ target: params.id, before: presentRow(before), after: presentRow(row) });
      return { status: 200, body: presentAppConnection(row) };
    }),

    bind(appConnectionRoutes.deleteAppConnection).to(async ({ actor, params, audit }) => {
      const before: AppConnectionRow = await connectionOf(actor.projectId, params.id);
      if (!(await appConnections.remove(actor.projectId, params.id))) throw gone(params.id);
      audit({ target: params.id, before: presentRow(before) });
      return { status: 204, body: undefined };
    }),
  ];
}

function changeOf({
  displayName,
  metadata,
  allowedHosts = boundHosts(metadata),
}: {
  displayName?: string | null | undefined;
  metadata?: JsonObject | null | undefined;
  allowedHosts?: string[] | undefined;
}) {
  return {
    ...(displayName ? { displayName } : {}),
    ...(metadata ? { metadata: withoutOwn(metadata) } : {}),
    ...(allowedHosts === undefined ? {} : { allowedHosts }),
  };
}

/** @throws {ApiError} PIECE_NOT_FOUND, PIECE_NOT_INSTALLED, PIECE_UNAVAILABLE */
async function signInOf(
  { pieces }: AppDependencies,
  { pieceName, pieceVersion }: { pieceName: string; pieceVersion?: string | null | undefined },
) {
  try {
    const auth = oauth2Of(await pieceOf(pieces, pieceName, pieceVersion));
    if (auth?.authUrl !== undefined) return auth;
  } catch (error) {
    if (!(error instanceof PieceUnavailable)) throw error;
    if (error.code === 'PIECE_NOT_FOUND') throw notFound('PIECE_NOT_FOUND', pieceName);
    const code = error.code === 'PIECE_NOT_INSTALLED' ? 'PIECE_NOT_INSTALLED' : 'PIECE_UNAVAILABLE';
    throw new ApiError(code, { detail: code, values: { reason: error.message }, cause: error });
  }
  throw notFound('PIECE_NOT_FOUND', pieceName);
}

function gone(id: string): ApiError {
  return notFound('CONNECTION_NOT_FOUND', wireId(id));
}
