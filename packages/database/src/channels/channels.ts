import { CHANNEL_PIECE, type ChannelType, channelEvent, type JsonObject } from '@perdura/definition';
import { NameTaken } from '../errors.ts';
import { newId } from '../ids.ts';
import { before, type Page, type PageRequest, toPage } from '../paging.ts';
import { isLive } from '../projects.ts';
import { type Rewrapped, rewrapSecrets } from '../rewrap.ts';
import { decryptSecret, encryptSecret } from '../secrets.ts';
import { isUniqueViolation, json, type Store } from '../store.ts';

/** A channel as it is shown: never with its secret. */
export interface ChannelRow {
  id: string;
  projectId: string;
  /** Who made it. */
  userId: string;
  name: string;
  type: ChannelType;
  enabled: boolean;
  /** Who sends its messages, and where and how its replies go. */
  settings: JsonObject;
  createdAt: Date;
  updatedAt: Date;
}

/** A channel with the secret that signs what comes in, and what goes out to an address. */
export interface OpenChannel extends ChannelRow {
  secret: string;
}

export interface NewChannel {
  /** Chosen beforehand where a repeat must not make another one. */
  id?: string;
  userId: string;
  name: string;
  type: ChannelType;
  enabled: boolean;
  settings: JsonObject;
  secret: string;
}

export type ChannelChange = Partial<Pick<NewChannel, 'name' | 'type' | 'enabled' | 'settings' | 'secret'>>;

/** A workflow or a flow that names a channel. */
export interface ChannelUser {
  id: string;
  name: string;
}

/** A workflow or a flow that the messages of a channel start. */
export interface ChannelAutomation extends ChannelUser {
  form: 'workflow' | 'flow';
  description: string;
  active: boolean;
  tags: string[];
  channelId: string;
  channelName: string;
  channelType: ChannelType;
  createdAt: Date;
  updatedAt: Date;
}

/** A flow that the messages of a channel start. */
export interface ListeningFlow {
  id: string;
  /** The workflow's, as subjects of limits. */
  name: string;
}

/** Ways by which messages of people come in, and replies go out. */
export interface ChannelRepository {
  /** @throws NameTaken when the project has a channel of that name */
  create(projectId: string, input: NewChannel): Promise<ChannelRow>;
  get(projectId: string, id: string): Promise<ChannelRow | null>;
  list(projectId: string, filter: { type?: ChannelType }, page: PageRequest): Promise<Page<ChannelRow>>;
  /** Null when there is none. @throws NameTaken when the new name is in use */
  update(projectId: string, id: string, change: ChannelChange): Promise<ChannelRow | null>;
  /** Its messages go with it. False when there is none. */
  remove(projectId: string, id: string): Promise<boolean>;
  /** All names, for checking definitions. */
  names(projectId: string): Promise<Set<string>>;
  /** The channel of a name with its secret, for whoever sends by it. @throws SecretUnreadable */
  reveal(projectId: string, name: string): Promise<OpenChannel | null>;
  /** Any project but archived ones: the channel that a message came in for. @throws SecretUnreadable */
  open(id: string): Promise<OpenChannel | null>;
  /** Workflows and flows that name it in their trigger or in a step, at most 20. */
  usedBy(projectId: string, name: string): Promise<ChannelUser[]>;
  /** Enabled flows that messages of the channel of this name start. */
  listeningFlows(projectId: string, name: string): Promise<ListeningFlow[]>;
  /** Workflows and flows that messages of a channel start, of channels of these types or of all; newest first. */
  automations(projectId: string, types: readonly string[] | null, limit: number): Promise<ChannelAutomation[]>;
  /** Any project: encrypts with the first key all that was encrypted with another. */
  rewrap(): Promise<Rewrapped>;
}

export function channelRepository(store: Store): ChannelRepository {
  const { prisma, sql } = store;
  const opened = (row: OpenChannel | null) =>
    row && { ...row, secret: decryptSecret(store.keys, row.secret, channelContext(row.projectId, row.id)) };
  return {
    create: (projectId, input) => createChannel(store, projectId, input),
    async get(projectId, id) {
      return asRow(await prisma.channel.findUnique({ where: { id, projectId }, omit: SECRET }));
    },
    async list(projectId, { type }, { limit, cursor }) {
      const where = { projectId, ...(type === undefined ? {} : { type }) };
      const found = prisma.channel.findMany({
        ...{ where: { ...where, ...before(cursor) }, orderBy: { id: 'desc' }, take: limit + 1, omit: SECRET },
      });
      const [rows, total] = await Promise.all([found, prisma.channel.count({ where })]);
      return toPage(rows as unknown as ChannelRow[], limit, total);
    },
    update: (projectId, id, change) => updateChannel(store, projectId, id, change),
    async remove(projectId, id) {
      const { count } = await prisma.channel.deleteMany({ where: { id, projectId } });
      return count > 0;
    },
    async names(projectId) {
      const rows = await prisma.channel.findMany({ where: { projectId }, select: { name: true } });
      return new Set(rows.map((row) => row.name));
    },
    async reveal(projectId, name) {
      return opened(asRow(await prisma.channel.findUnique({ where: { projectId_name: { projectId, name } } })));
    },
    async open(id) {
      const row = await prisma.channel.findUnique({ where: { id } });
      return row !== null && (await isLive(store, row.projectId)) ? opened(asRow(row)) : null;
    },
    usedBy: (projectId, name) => sql<ChannelUser>(USED_BY, [projectId, channelEvent(name), name]),
    listeningFlows: (projectId, name) => sql<ListeningFlow>(LISTENING_FLOWS, [projectId, name], 'channel-flows'),
    automations: (projectId, types, limit) => sql<ChannelAutomation>(AUTOMATIONS, [projectId, types, limit]),
    rewrap: () => rewrapSecrets(store, 'channels', channelContext),
  };
}

const SECRET = { secret: true } as const;

/** A secret opens only in the row that it was written for. */
function channelContext(projectId: string, id: string): string {
  return `channel/${projectId}/${id}`;
}

async function createChannel(
  { prisma, keys }: Store,
  projectId: string,
  { id = newId(), settings, secret, ...input }: NewChannel,
): Promise<ChannelRow> {
  const sealed = encryptSecret(keys, secret, channelContext(projectId, id));
  const data = { ...input, id, projectId, settings: json(settings), secret: sealed };
  const made = await prisma.channel.create({ data, omit: SECRET }).catch(named(input.name));
  return made as unknown as ChannelRow;
}

async function updateChannel(
  { prisma, keys }: Store,
  projectId: string,
  id: string,
  { settings, secret, ...change }: ChannelChange,
): Promise<ChannelRow | null> {
  const data = {
    ...change,
    ...(settings === undefined ? {} : { settings: json(settings) }),
    ...(secret === undefined ? {} : { secret: encryptSecret(keys, secret, channelContext(projectId, id)) }),
    updatedAt: new Date(),
  };
  const where = { id, projectId };
  const [row] = await prisma.channel.updateManyAndReturn({ where, data, omit: SECRET }).catch(named(change.name ?? ''));
  return asRow(row ?? null);
}

function named(name: string) {
  return (error: unknown): never => {
    throw isUniqueViolation(error) ? new NameTaken('a channel', 'name', name) : error;
  };
}

/** What was stored as a type and as settings is read back as such. */
function asRow<Row extends { type: string; settings: unknown }>(row: Row | null) {
  return row as (Omit<Row, 'type' | 'settings'> & Pick<ChannelRow, 'type' | 'settings'>) | null;
}

/** Whether steps of a flow, a trigger's included, name the channel. */
const STEPS_NAME_IT = `$.** ? (@.pieceName == "${CHANNEL_PIECE.pieceName}" && @.input.channel == $name)`;

const NODES_NAME_IT = '$.** ? (@.type == "channel-reply" && @.config.channel == $name)';

const USED_BY = `
  SELECT w.id, w.name FROM workflows w
  WHERE w.project_id = $1 AND w.deleted_at IS NULL AND (
    w.trigger_event = $2
    OR w.form = 'workflow' AND EXISTS (
      SELECT 1 FROM workflow_versions v WHERE v.workflow_id = w.id AND v.version = w.current_version
        AND jsonb_path_exists(v.definition::jsonb, '${NODES_NAME_IT}', jsonb_build_object('name', $3::text)))
    OR w.form = 'flow' AND EXISTS (
      SELECT 1 FROM flows f JOIN flow_versions v ON v.id = f.published_version_id
      WHERE f.workflow_id = w.id
        AND jsonb_path_exists(v.trigger::jsonb, '${STEPS_NAME_IT}', jsonb_build_object('name', $3::text))))
  ORDER BY w.id LIMIT 20`;

const LISTENING_FLOWS = `
  SELECT w.id, w.name FROM flows f JOIN workflows w ON w.id = f.workflow_id
  WHERE f.project_id = $1 AND f.trigger_source->>'channel' = $2 AND f.trigger_source->>'channel' IS NOT NULL
    AND f.status = 'ENABLED' AND w.deleted_at IS NULL
  ORDER BY w.id`;

/** A flow that is off is found by what it would listen to. */
const AUTOMATIONS = `
  SELECT w.id, w.form, w.name, w.description, w.enabled AS active, w.tags, w.created_at AS "createdAt",
    w.updated_at AS "updatedAt", c.id AS "channelId", c.name AS "channelName", c.type AS "channelType"
  FROM workflows w JOIN channels c ON c.project_id = w.project_id AND w.trigger_event = 'channel:' || c.name
  WHERE w.project_id = $1 AND w.deleted_at IS NULL AND w.form = 'workflow' AND ($2::text[] IS NULL OR c.type = ANY($2))
  UNION ALL
  SELECT w.id, w.form, v.display_name AS name, '' AS description, f.status = 'ENABLED' AS active, w.tags,
    w.created_at AS "createdAt", f.updated_at AS "updatedAt", c.id AS "channelId", c.name AS "channelName",
    c.type AS "channelType"
  FROM flows f JOIN workflows w ON w.id = f.workflow_id JOIN flow_versions v ON v.id = f.published_version_id
    JOIN channels c ON c.project_id = f.project_id AND c.name = v.trigger->'settings'->'input'->>'channel'
  WHERE f.project_id = $1 AND w.deleted_at IS NULL AND ($2::text[] IS NULL OR c.type = ANY($2))
    AND v.trigger->'settings'->>'pieceName' = '${CHANNEL_PIECE.pieceName}'
    AND v.trigger->'settings'->>'triggerName' = '${CHANNEL_PIECE.triggerName}'
  ORDER BY id DESC LIMIT $3`;
