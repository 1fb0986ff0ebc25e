import { type JsonObject, type JsonValue, wireId } from '@perdura/definition';
import type { PieceCallInput } from '@perdura/definition/run';
import { type PieceCall, type PieceHome, readMetadata } from '@perdura/pieces';
import { AttemptSecrets } from '../attempt-secrets.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { StepFailure } from '../failures.ts';
import { normalJson } from '../normal-json.ts';
import { pieceFailure } from './flow-failures.ts';
import { outsideHost } from './host/outside-host.ts';
import { pieceHome } from './host/piece-home.ts';
import { pieceServer } from './host/piece-server.ts';
import { pieceTables } from './host/piece-tables.ts';
import { renderOutside } from './rendering/render-outside.ts';

/** Somebody waits for the answer. */
const TIMEOUT_MS = 60_000;

/**
 * Calls a piece outside of any run: for its metadata, the options of a property, or the check of a connection.
 *
 * @returns PieceMetadata; PieceOptions, or the properties of a dynamic one; `{valid, error?}`
 * @throws {StepFailure} the failures of pieces; CONNECTION_NOT_FOUND, CONNECTION_REFUSED
 */
export async function callPiece(
  input: PieceCallInput,
  dependencies: ActivityDependencies,
  signal: AbortSignal,
): Promise<JsonValue> {
  const secrets = new AttemptSecrets();
  try {
    const answer = normalJson(await new OutsideCall(dependencies, secrets, signal).answer(input), () => undefined);
    return secrets.redactor.json(answer);
  } catch (error) {
    throw error instanceof StepFailure ? secrets.ofFailure(error) : error;
  }
}

class OutsideCall {
  readonly #dependencies: ActivityDependencies;
  readonly #secrets: AttemptSecrets;
  readonly #signal: AbortSignal;

  constructor(dependencies: ActivityDependencies, secrets: AttemptSecrets, signal: AbortSignal) {
    this.#dependencies = dependencies;
    this.#secrets = secrets;
    this.#signal = signal;
  }

  async answer(input: PieceCallInput): Promise<JsonValue> {
    const { pieces } = this.#dependencies;
    if (input.kind === 'claim') return this.#claim(input);
    const piece = await pieceHome(pieces.library, input);
    switch (input.kind) {
      case 'describe':
        return this.#describe(piece);
      case 'options':
        return this.#options(input, piece);
      case 'validate-auth':
        return this.#validate(input, piece);
    }
  }

  async #describe(piece: PieceHome): Promise<JsonValue> {
    const { name, version } = piece;
    const known = this.#dependencies.pieces.library.metadata(name, version);
    // Nobody's data is in such a call: it needs no project.
    const told =
      known ?? readMetadata(await this.#call({ kind: 'describe', projectId: '', piece }, ''), { name, version });
    return told as unknown as JsonObject;
  }

  async #options(input: Extract<PieceCallInput, { kind: 'options' }>, piece: PieceHome): Promise<JsonValue> {
    const { projectId, actionOrTriggerName, propertyName, searchValue, flow } = input;
    const flowId = wireId(flow?.workflowId ?? NO_FLOW);
    const call: PieceCall = {
      kind: 'options',
      projectId,
      piece,
      input: await renderOutside(input.input, {
        ...{ dependencies: this.#dependencies, secrets: this.#secrets },
        ...{ projectId, signal: this.#signal },
      }),
      actionOrTrigger: actionOrTriggerName,
      property: propertyName,
      step: actionOrTriggerName,
      flow: { id: flowId, versionId: wireId(flow?.versionId ?? NO_FLOW) },
      server: pieceServer(this.#dependencies.settings),
      ...(searchValue === undefined ? {} : { searchValue }),
    };
    return this.#call(call, flow?.workflowId ?? 'project');
  }

  async #claim({ projectId, connectionId }: Extract<PieceCallInput, { kind: 'claim' }>): Promise<JsonValue> {
    const connection = await this.#dependencies.pieces.connections.open(projectId, { id: connectionId });
    if (connection === null) throw noConnection(connectionId);
    return { valid: true };
  }

  async #validate(input: Extract<PieceCallInput, { kind: 'validate-auth' }>, piece: PieceHome): Promise<JsonValue> {
    const { projectId, connectionId } = input;
    const { database, pieces, settings } = this.#dependencies;
    const row = await database.connections.get(projectId, connectionId);
    const auth = row === null ? null : await pieces.connections.use(projectId, row.name, this.#secrets);
    if (auth === null) throw noConnection(connectionId);
    return this.#call({ kind: 'validate-auth', projectId, piece, auth, server: pieceServer(settings) }, 'project');
  }

  async #call(call: PieceCall, storeScope: string): Promise<JsonValue> {
    const host = outsideHost(this.#dependencies, { projectId: call.projectId, storeScope, secrets: this.#secrets });
    const limits = { signal: this.#signal, timeoutMs: TIMEOUT_MS };
    const place = { projectId: call.projectId, trigger: null, depth: 0, idempotencyKey: null, signal: this.#signal };
    const tables = pieceTables(this.#dependencies.database, call, place);
    const result = await this.#dependencies.pieces.runner.call(call, { ...host, ...tables }, limits);
    if (result.kind === 'failed') throw pieceFailure(result.error, false);
    return result.output;
  }
}

const NO_FLOW = '0'.repeat(24);

function noConnection(id: string): StepFailure {
  return new StepFailure('CONNECTION_NOT_FOUND', `There is no connection ${id}.`, { retryable: false });
}
