import {
  appConnectionValue,
  CONNECTION_TYPES,
  type ConnectionType,
  connectionOfNoType,
  connectionRoutes,
  connectionValue,
  type Locale,
  message,
  requestFaults,
} from '@perdura/contracts';
import {
  type AppConnectionType,
  type Fault,
  isAppConnectionType,
  type JsonObject,
  type JsonValue,
} from '@perdura/definition';
import { notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { pageFields, pageRequest } from '../../page-request.ts';
import { type BoundRoute, bind, type CheckRequest } from '../../route-binding.ts';
import { presentConnection } from './presenter.ts';

/** Connections: store, list, read, change, remove. Their values go in and never come out. */
export function connectionResource({ database }: AppDependencies): BoundRoute[] {
  const { connections } = database;

  async function changeFaults({ actor, params, sent, locale }: CheckRequest): Promise<Fault[]> {
    const id = String(params.id);
    const before = await connections.get(actor.projectId, id);
    if (before === null) throw notFound('CONNECTION_NOT_FOUND', id);
    return valueFaults(sent, before.type, locale);
  }

  return [
    bind(connectionRoutes.createConnection).to(
      async ({ actor, body, audit }) => {
        const { name, type, value, allowedHosts = [] } = body;
        const row = await connections.create(actor.projectId, { name, type, value: plain(value), allowedHosts });
        audit({ target: row.id, after: presentConnection(row) });
        return { status: 201, body: presentConnection(row) };
      },
      { check: async ({ sent, locale }) => typelessFaults(sent, locale) },
    ),

    bind(connectionRoutes.listConnections).to(async ({ actor, query }) => {
      const page = await connections.list(actor.projectId, pageRequest(query));
      return { status: 200, body: { connections: page.items.map(presentConnection), ...pageFields(page) } };
    }),

    bind(connectionRoutes.getConnection).to(async ({ actor, params }) => {
      const row = await connections.get(actor.projectId, params.id);
      if (row === null) throw notFound('CONNECTION_NOT_FOUND', params.id);
      return { status: 200, body: presentConnection(row) };
    }),

    bind(connectionRoutes.updateConnection).to(
      async ({ actor, params, body, audit }) => {
        const { value, ...fields } = plain(body);
        const change = { ...fields, ...(isObject(value) ? { value } : {}) };
        const before = await connections.get(actor.projectId, params.id);
        const row = await connections.update(actor.projectId, params.id, change);
        if (before === null || row === null) throw notFound('CONNECTION_NOT_FOUND', params.id);
        // Of the value, no more than that it was given anew.
        const renewed = 'value' in change ? { value: 'changed' } : {};
        audit({ target: row.id, before: presentConnection(before), after: { ...presentConnection(row), ...renewed } });
        return { status: 200, body: presentConnection(row) };
      },
      { check: changeFaults },
    ),

    bind(connectionRoutes.deleteConnection).to(async ({ actor, params, audit }) => {
      const before = await connections.get(actor.projectId, params.id);
      if (!(await connections.remove(actor.projectId, params.id))) throw notFound('CONNECTION_NOT_FOUND', params.id);
      audit({ target: params.id, before: before && presentConnection(before) });
      return { status: 200, body: { success: true } };
    }),
  ];
}

/** Faults beside that of the type, where the type is none. */
function typelessFaults(sent: JsonValue, locale: Locale): Fault[] {
  if (!isObject(sent) || isConnectionType(sent.type)) return [];
  return requestFaults(connectionOfNoType, sent, locale).faults;
}

/** The value must fit the type that the connection will have; the value of another type cannot be kept. */
function valueFaults(sent: JsonValue, typeBefore: string, locale: Locale): Fault[] {
  if (!isObject(sent)) return [];
  const type = sent.type ?? typeBefore;
  if (isAppConnectionType(typeBefore)) return appConnectionFaults(sent, typeBefore, locale);
  if (!isConnectionType(type)) return [];
  if (isObject(sent.value)) {
    const { faults } = requestFaults(connectionValue(type), sent.value, locale);
    return faults.map((fault) => ({ ...fault, pointer: `/value${fault.pointer}` }));
  }
  if (type === typeBefore || sent.value !== undefined) return [];
  return [{ pointer: '/value', message: message(locale, 'typeNeedsValue') }];
}

/** A connection of the flow engine stays one; its value may be given anew here as well, in its own shape. */
function appConnectionFaults({ type, value }: JsonObject, typeBefore: AppConnectionType, locale: Locale): Fault[] {
  if (type !== undefined) {
    return [{ pointer: '/type', message: message(locale, 'otherKindOfType', { type: typeBefore }) }];
  }
  if (!isObject(value)) return [];
  const { faults } = requestFaults(appConnectionValue(typeBefore), value, locale);
  return faults.map((fault) => ({ ...fault, pointer: `/value${fault.pointer}` }));
}

function isConnectionType(type: unknown): type is ConnectionType {
  return CONNECTION_TYPES.some((known) => known === type);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function plain(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value));
}
