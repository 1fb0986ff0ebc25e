import {
  ApiKeysMethods,
  ApprovalsMethods,
  AuditMethods,
  ConnectionsMethods,
  GroupsMethods,
  MembersMethods,
  ProjectsMethods,
  SavedSearchesMethods,
  SchedulesMethods,
  ServiceMethods,
  TablesMethods,
  ToolsMethods,
  UsersMethods,
} from './generated/methods.ts';
import { operationCaller } from './operation-caller.ts';
import { type CallOptions, type ClientOptions, divide } from './options.ts';
import { Auth } from './resources/auth.ts';
import { Channels } from './resources/channels.ts';
import { Events } from './resources/events.ts';
import { Runs } from './resources/runs.ts';
import { Webhooks } from './resources/webhooks.ts';
import { Workflows } from './resources/workflows.ts';
import { Transport } from './transport/transport.ts';

/** A client of one installation, with one credential. */
export type PerduraClient = ReturnType<typeof createClient>;

/** What a request of any route takes. */
export interface RequestOptions extends CallOptions {
  query?: Record<string, unknown>;
  body?: unknown;
  /** How the answer is read. @default 'json', where the answer says that it is */
  as?: 'json' | 'text' | 'bytes';
}

/** Makes a client; it holds no connection, and needs no end. */
export function createClient(options: ClientOptions) {
  if (!/^https?:\/\//.test(options.baseUrl ?? '')) {
    throw new TypeError(`baseUrl: expected an http or https address, found ${JSON.stringify(options.baseUrl)}`);
  }
  const transport = new Transport(options);
  const caller = operationCaller(transport, options);
  return {
    workflows: new Workflows(caller),
    runs: new Runs(caller),
    savedSearches: new SavedSearchesMethods(caller),
    schedules: new SchedulesMethods(caller),
    approvals: new ApprovalsMethods(caller),
    groups: new GroupsMethods(caller),
    tools: new ToolsMethods(caller),
    connections: new ConnectionsMethods(caller),
    events: new Events(caller),
    webhooks: new Webhooks(caller),
    tables: new TablesMethods(caller),
    channels: new Channels(caller),
    auth: new Auth(caller),
    apiKeys: new ApiKeysMethods(caller),
    users: new UsersMethods(caller),
    members: new MembersMethods(caller),
    projects: new ProjectsMethods(caller),
    audit: new AuditMethods(caller),
    service: new ServiceMethods(caller),
    /**
     * Calls any route, with what every call has: credentials, time limit, and repeats where they do no harm.
     * @throws PerduraError
     */
    async request<Answer = unknown>(method: string, path: string, given: RequestOptions = {}): Promise<Answer> {
      const { query = {}, body, as = 'json', ...rest } = given;
      const replayable = method.toUpperCase() !== 'POST' || rest.idempotencyKey !== undefined;
      const request = { method: method.toUpperCase(), path, query, body, replayable, options: divide(rest).options };
      return (await transport.send(request, as)).value as Answer;
    },
  };
}
