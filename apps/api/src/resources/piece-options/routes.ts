import { pieceOptionsRoutes } from '@perdura/contracts';
import type { JsonObject, JsonValue } from '@perdura/definition';
import { PieceUnavailable } from '@perdura/pieces';
import { ApiError, notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';

/** How long a piece may take, in milliseconds: somebody waits. */
const OPTIONS_MS = 25_000;

/** What pieces say of their properties. */
export function pieceOptionsResource({ database, control, pieces }: AppDependencies): BoundRoute[] {
  const versionOf = async (name: string, spec: string): Promise<string> => {
    try {
      const found = await pieces.resolveVersion(name, spec);
      if (found !== null) return found.version;
    } catch (error) {
      if (!(error instanceof PieceUnavailable)) throw error;
      if (error.code !== 'PIECE_NOT_FOUND') throw failed(error.message);
    }
    throw notFound('PIECE_NOT_FOUND', `${name}@${spec}`);
  };

  return [
    bind(pieceOptionsRoutes.getPieceOptions).to(async ({ actor, body }) => {
      const { pieceName, actionOrTriggerName, propertyName, flowId, flowVersionId, searchValue } = body;
      const { projectId } = actor;
      const flow = flowId ? await database.flows.getVersioned(projectId, flowId, flowVersionId ?? undefined) : null;
      const question = {
        ...{ kind: 'options' as const, projectId, pieceName, actionOrTriggerName, propertyName },
        pieceVersion: await versionOf(pieceName, body.pieceVersion || '>=0.0.0'),
        input: (body.input ?? {}) as JsonObject,
        ...(searchValue ? { searchValue } : {}),
        ...(flow === null ? {} : { flow: { workflowId: flow.flow.id, versionId: flow.version.id } }),
      };
      const answer = await control.callPiece(question, OPTIONS_MS);
      if (answer.kind === 'timeout') throw failed(`No worker answered within ${OPTIONS_MS / 1_000} s.`);
      if (answer.kind === 'failed') throw failed(answer.error.message);
      return { status: 200, body: optionsOf(answer.result) };
    }),
  ];
}

function optionsOf(told: JsonValue): { type: string; options: JsonValue } {
  const { type = '', options = null } = Object(told) as JsonObject;
  return { type: String(type), options };
}

function failed(reason: string): ApiError {
  return new ApiError('PIECE_OPTIONS_FAILED', { values: { reason } });
}
