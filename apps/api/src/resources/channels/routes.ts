import { type ChannelProvider, channelRoutes } from '@perdura/contracts';
import type { ChannelChange, ChannelRow, Database } from '@perdura/database';
import type { Fault, JsonObject, JsonValue } from '@perdura/definition';
import { ApiError, notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { pageFields, pageRequest } from '../../page-request.ts';
import { type BoundRoute, bind, type CheckRequest } from '../../route-binding.ts';
import { withoutUndefined } from '../../without-undefined.ts';
import { newChannelSecret, secretFaults } from './channel-secret.ts';
import { presentAutomation, presentChannel, presentMessage } from './presenter.ts';

/** How many automations are listed at most. */
const MOST_AUTOMATIONS = 1_000;

/** Channels, what was said by them, and what their messages start. */
export function channelResource({ database }: AppDependencies): BoundRoute[] {
  return [...channels(database), ...messages(database)];
}

function channels(database: Database): BoundRoute[] {
  const { channels } = database;
  return [
    bind(channelRoutes.createChannel).to(
      async ({ actor, body, audit }) => {
        const { name, type, enabled = true, settings = {} } = body;
        const secret = body.secret ?? newChannelSecret(settings.provider);
        const input = { userId: actor.userId, name, type, enabled, settings: withoutUndefined(settings), secret };
        const row = await channels.create(actor.projectId, input);
        audit({ target: row.id, after: presentChannel(row) });
        return { status: 201, body: { ...presentChannel(row), secret } };
      },
      { check: async ({ sent, locale }) => newSecretFaults(sent, locale) },
    ),

    bind(channelRoutes.listChannels).to(async ({ actor, query }) => {
      const filter = query.type === undefined ? {} : { type: query.type };
      const page = await channels.list(actor.projectId, filter, pageRequest(query));
      return { status: 200, body: { channels: page.items.map(presentChannel), ...pageFields(page) } };
    }),

    bind(channelRoutes.getChannel).to(async ({ actor, params }) => {
      return { status: 200, body: presentChannel(await required(database, actor.projectId, params.id)) };
    }),

    bind(channelRoutes.updateChannel).to(async ({ actor, params, body, audit }) => {
      const before = await required(database, actor.projectId, params.id);
      if (body.name !== undefined && body.name !== before.name) await requireUnused(database, before);
      const { settings, ...fields } = withoutUndefined(body);
      const change: ChannelChange = {
        ...fields,
        ...(settings === undefined ? {} : { settings: withoutUndefined(settings) }),
      };
      const row = await channels.update(actor.projectId, params.id, change);
      if (row === null) throw notFound('CHANNEL_NOT_FOUND', params.id);
      audit({ target: row.id, before: presentChannel(before), after: presentChannel(row) });
      return { status: 200, body: presentChannel(row) };
    }),

    bind(channelRoutes.deleteChannel).to(async ({ actor, params, audit }) => {
      const before = await required(database, actor.projectId, params.id);
      await requireUnused(database, before);
      if (!(await channels.remove(actor.projectId, params.id))) throw notFound('CHANNEL_NOT_FOUND', params.id);
      audit({ target: params.id, before: presentChannel(before) });
      return { status: 200, body: { success: true } };
    }),

    bind(channelRoutes.rotateChannelSecret).to(
      async ({ actor, params, body, audit }) => {
        const before = await required(database, actor.projectId, params.id);
        const secret = body.secret ?? newChannelSecret(providerOf(before));
        const row = await channels.update(actor.projectId, params.id, { secret });
        if (row === null) throw notFound('CHANNEL_NOT_FOUND', params.id);
        // Of the secret, no more than that it is another one.
        audit({ target: row.id, before: presentChannel(before), after: { ...presentChannel(row), secret: 'changed' } });
        return { status: 200, body: { ...presentChannel(row), secret } };
      },
      { check: (request) => rotationFaults(database, request) },
    ),
  ];
}

function messages(database: Database): BoundRoute[] {
  const automations = async (projectId: string, types: string[] | undefined) => {
    const rows = await database.channels.automations(projectId, types ?? null, MOST_AUTOMATIONS);
    return { data: rows.map(presentAutomation) };
  };
  return [
    bind(channelRoutes.listChannelMessages).to(async ({ actor, params, query }) => {
      await required(database, actor.projectId, params.id);
      const { conversation, direction, after } = query;
      const filter = withoutUndefined({ conversation, direction, after });
      const page = await database.channelMessages.list(actor.projectId, params.id, filter, pageRequest(query));
      return { status: 200, body: { messages: page.items.map(presentMessage), ...pageFields(page) } };
    }),

    bind(channelRoutes.listChannelAutomation).to(async ({ actor, query }) => {
      return { status: 200, body: await automations(actor.projectId, query.channelType) };
    }),

    bind(channelRoutes.listChannelAutomationOfService).to(async ({ actor, query }) => {
      return { status: 200, body: await automations(actor.projectId, query.channelType) };
    }),
  ];
}

async function required({ channels }: Database, projectId: string, id: string): Promise<ChannelRow> {
  const row = await channels.get(projectId, id);
  if (row === null) throw notFound('CHANNEL_NOT_FOUND', id);
  return row;
}

/** What names a channel would be left without one. @throws {ApiError} CHANNEL_IN_USE */
async function requireUnused({ channels }: Database, { projectId, name }: ChannelRow): Promise<void> {
  const users = await channels.usedBy(projectId, name);
  if (users.length === 0) return;
  const names = users.map((user) => JSON.stringify(user.name)).join(', ');
  throw new ApiError('CHANNEL_IN_USE', { values: { names } });
}

function newSecretFaults(sent: JsonValue, locale: CheckRequest['locale']): Fault[] {
  const { settings = null, secret } = isObject(sent) ? sent : {};
  return secretFaults(isObject(settings) ? settings.provider : undefined, secret, locale);
}

async function rotationFaults(database: Database, { actor, params, sent, locale }: CheckRequest): Promise<Fault[]> {
  const channel = await required(database, actor.projectId, String(params.id));
  return secretFaults(providerOf(channel), isObject(sent) ? sent.secret : undefined, locale);
}

/** A channel's settings were checked when they were stored. */
function providerOf({ settings }: ChannelRow): ChannelProvider | undefined {
  return settings.provider as ChannelProvider | undefined;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
