/**
 * What actions, triggers and options are called with. One object serves all frameworks: what older ones knew
 * (`serverUrl`, `run.pause`, `generateResumeUrl`) stands beside what newer ones know.
 */
import { shapeConnection } from './auth.js';
import { pauses } from './pauses.js';

/**
 * @import { ActionCall, OptionsCall, PieceListener, PiecePause, PieceResponse, PieceSchedule, TriggerCall } from '../runner/piece-call.ts'
 * @import { HostMethod } from './protocol.ts'
 * @import { ContextVersion } from './piece.ts'
 * @import { JsonValue } from '@perdura/definition'
 */

/**
 * What a call asked for beside its output.
 *
 * @typedef {object} Asked
 * @property {boolean} stop
 * @property {PieceResponse | undefined} response
 * @property {PiecePause | undefined} pause
 * @property {PieceSchedule | undefined} schedule
 * @property {PieceListener[]} listeners
 * @property {Promise<unknown>[]} pending what has to be settled before the result is true
 */

/**
 * @typedef {object} Host
 * @property {(method: HostMethod, ...args: unknown[]) => Promise<JsonValue>} ask
 * @property {(method: HostMethod, ...args: unknown[]) => JsonValue} askNow
 */

/** `StoreScope.PROJECT` of the framework. */
const PROJECT_SCOPE = 'COLLECTION';
const MAX_STORE_KEY_CHARACTERS = 128;
const MAX_STORE_BYTES = 512 * 1024;

/** @returns {Asked} */
export function nothingAsked() {
  const nothing = { response: undefined, pause: undefined, schedule: undefined };
  return { stop: false, ...nothing, listeners: [], pending: [] };
}

/**
 * @param {ActionCall} call
 * @param {Host} host
 * @param {Asked} asked
 * @param {ContextVersion} version
 * @param {{ propsValue: Record<string, unknown>; auth: unknown }} input
 */
export function actionContext(call, host, asked, version, input) {
  const { run, generateResumeUrl } = pauses(host, asked);
  return {
    ...baseContext(call, host, version, call.step),
    ...input,
    executionType: call.resume === undefined ? 'BEGIN' : 'RESUME',
    ...(call.resume === undefined ? {} : { resumePayload: call.resume }),
    serverUrl: call.server.publicUrl,
    generateResumeUrl,
    files: filesOf(host),
    tags: { add: async (/** @type {{ name: string }} */ { name }) => void (await host.ask('tags.add', String(name))) },
    channels: { reply: (/** @type {unknown} */ request) => host.ask('channels.reply', request) },
    output: {
      update: async (/** @type {{ data: unknown }} */ { data }) => void (await host.ask('output.update', data)),
    },
    agent: {
      tools: async () => {
        throw new Error("This platform gives pieces no agent's tools: use an ai-agent workflow instead.");
      },
    },
    run: {
      id: call.runId,
      ...run,
      stop: (/** @type {{ response?: PieceResponse } | undefined} */ request) =>
        Object.assign(asked, { stop: true, response: request?.response ?? {} }),
      respond: (/** @type {{ response?: PieceResponse } | undefined} */ request) =>
        Object.assign(asked, { response: request?.response ?? {} }),
    },
  };
}

/**
 * @param {TriggerCall} call
 * @param {Host} host
 * @param {Asked} asked
 * @param {ContextVersion} version
 * @param {{ propsValue: Record<string, unknown>; auth: unknown }} input
 */
export function triggerContext(call, host, asked, version, input) {
  return {
    ...baseContext(call, host, version, call.trigger),
    ...input,
    webhookUrl: call.webhookUrl,
    payload: call.payload ?? {},
    isRepublish: false,
    run: { id: call.runId ?? '' },
    files: filesOf(host),
    app: {
      createListeners: (/** @type {PieceListener} */ { events, identifierKey, identifierValue }) =>
        void asked.listeners.push({ events, identifierValue, ...(identifierKey ? { identifierKey } : {}) }),
    },
    setSchedule: (/** @type {unknown} */ schedule) => {
      asked.schedule = readSchedule(schedule);
    },
  };
}

/**
 * @param {OptionsCall} call
 * @param {Host} host
 * @param {ContextVersion} version
 */
export function optionsContext(call, host, version) {
  return { ...baseContext(call, host, version, call.step), searchValue: call.searchValue };
}

/**
 * @param {ActionCall | TriggerCall | OptionsCall} call
 * @param {Host} host
 * @param {ContextVersion} version
 * @param {string} step
 */
function baseContext(call, host, version, step) {
  return {
    step: { name: step },
    server: { ...call.server },
    store: storeOf(host),
    project: {
      id: call.projectId,
      externalId: async () => (await host.ask('project.externalId')) ?? undefined,
    },
    connections: {
      get: async (/** @type {string} */ name) => shapeConnection(await host.ask('connection', String(name)), version),
    },
    tables: { ask: (/** @type {unknown} */ question) => host.ask('tables', question) },
    flows: {
      list: (/** @type {{ externalIds?: string[] } | undefined} */ filter) => host.ask('flows.list', { ...filter }),
      current: { id: call.flow.id, version: { id: call.flow.versionId } },
    },
  };
}

/** @param {Host} host */
function storeOf(host) {
  return {
    get: async (/** @type {string} */ key, /** @type {string | undefined} */ scope) =>
      host.ask('store.get', scopeOf(scope), checkedKey(key)),
    put: async (/** @type {string} */ key, /** @type {unknown} */ value, /** @type {string | undefined} */ scope) => {
      const bytes = Buffer.byteLength(JSON.stringify(value) ?? 'null');
      if (bytes > MAX_STORE_BYTES)
        throw new Error(`The value of "${key}" has ${bytes} bytes of at most ${MAX_STORE_BYTES}.`);
      await host.ask('store.put', scopeOf(scope), checkedKey(key), value ?? null);
      return value;
    },
    delete: async (/** @type {string} */ key, /** @type {string | undefined} */ scope) =>
      void (await host.ask('store.delete', scopeOf(scope), checkedKey(key))),
  };
}

/** @param {string | undefined} scope */
function scopeOf(scope) {
  return scope === PROJECT_SCOPE || scope === 'PROJECT' ? 'PROJECT' : 'FLOW';
}

/** @param {unknown} key */
function checkedKey(key) {
  if (typeof key === 'string' && key !== '' && key.length <= MAX_STORE_KEY_CHARACTERS) return key;
  throw new Error(
    `A key of the store is a text of 1 to ${MAX_STORE_KEY_CHARACTERS} characters, not ${JSON.stringify(key)}.`,
  );
}

/** @param {Host} host */
function filesOf(host) {
  return {
    write: async (/** @type {{ fileName: string; data: Buffer | Uint8Array | string }} */ { fileName, data }) => {
      const bytes =
        typeof data === 'string' ? Buffer.from(data) : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
      return host.ask('files.write', String(fileName), bytes.toString('base64'));
    },
  };
}

/**
 * @param {unknown} schedule
 * @returns {PieceSchedule}
 */
function readSchedule(schedule) {
  const { cronExpression, timezone, intervalMs } = /** @type {Record<string, unknown>} */ (schedule ?? {});
  if (typeof intervalMs === 'number' && intervalMs > 0) return { intervalMs };
  if (typeof cronExpression === 'string' && cronExpression !== '') {
    return { cronExpression, timezone: typeof timezone === 'string' && timezone !== '' ? timezone : 'UTC' };
  }
  throw new Error(
    `A schedule has a cronExpression or an intervalMs, and this has neither: ${JSON.stringify(schedule)}.`,
  );
}
