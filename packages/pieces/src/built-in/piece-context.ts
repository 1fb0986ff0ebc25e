/** What the built-in pieces use of the context that every piece is called with. */
export interface ActionContext {
  /** The connection's whole value; its `props` are those of the piece's `auth`. */
  auth?: { props?: Readonly<Record<string, unknown>> };
  /** Processed by the types of the properties: a NUMBER is a number, a CHECKBOX a boolean. */
  propsValue: Readonly<Record<string, unknown>>;
  executionType: 'BEGIN' | 'RESUME';
  /** Of the request that resumed a paused step. */
  resumePayload?: { queryParams?: Readonly<Record<string, string>>; body?: unknown };
  run: {
    id: string;
    stop(params: { response: Response }): void;
    respond(params: { response: Response }): void;
    createWaitpoint(params: { type: 'WEBHOOK' }): Promise<Waitpoint>;
    waitForWaitpoint(id: string): void;
  };
  files: { write(file: { fileName: string; data: Buffer }): Promise<string> };
  tags: { add(tag: { name: string }): Promise<void> };
  /** Answers `{messageId, status}`. */
  channels: { reply(reply: object): Promise<unknown> };
  tables: TablesContext;
}

export interface TriggerContext {
  propsValue: Readonly<Record<string, unknown>>;
  /** `{method, headers, body, queryParams}` of a request, or what a caller gave in its place. */
  payload: unknown;
  /** Where requests for the flow go. */
  webhookUrl: string;
  store: {
    get(key: string): Promise<unknown>;
    put(key: string, value: unknown): Promise<unknown>;
    delete(key: string): Promise<void>;
  };
  tables: TablesContext;
}

export interface OptionsContext {
  tables: TablesContext;
}

/** Tables of the project; only the piece of tables is answered. */
export interface TablesContext {
  /** @param question a TableQuestion */
  ask(question: object): Promise<unknown>;
}

/** A field of a table as the worker tells it. */
export interface TableField {
  name: string;
  externalId: string;
  type: string;
  /** Of a STATIC_DROPDOWN. */
  options: string[];
}

interface Waitpoint {
  id: string;
  buildResumeUrl(params: { queryParams: Record<string, string> }): string;
}

interface Response {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

export interface Property {
  type: string;
  displayName: string;
  description?: string;
  required: boolean;
  defaultValue?: unknown;
  options?:
    | { options: { label: string; value: unknown }[] }
    | ((values: Readonly<Record<string, unknown>>, context: OptionsContext) => Promise<object>);
  refreshers?: string[];
  properties?: Record<string, Property>;
  /** Of a DYNAMIC property: its fields, by the values of its refreshers. */
  props?: (values: Readonly<Record<string, unknown>>, context: OptionsContext) => Promise<Record<string, Property>>;
}

export interface Action {
  name: string;
  displayName: string;
  description: string;
  props: Record<string, Property>;
  run(context: ActionContext): Promise<unknown>;
}

export interface Trigger {
  name: string;
  displayName: string;
  description: string;
  props: Record<string, Property>;
  type: 'WEBHOOK' | 'MANUAL';
  sampleData: unknown;
  onEnable?(context: TriggerContext): Promise<void>;
  onDisable?(context: TriggerContext): Promise<void>;
  run(context: TriggerContext): Promise<unknown[]>;
  test(context: TriggerContext): Promise<unknown[]>;
}

/** How one signs in. */
export interface Auth {
  type: 'CUSTOM_AUTH';
  displayName: string;
  required: boolean;
  props: Record<string, Property>;
  /** Whether a connection of these fields works. */
  validate(given: { auth: unknown }): Promise<{ valid: true } | { valid: false; error: string }>;
}

/** A piece of this repository; it has the shape of any other. */
export interface BuiltInPiece {
  name: string;
  version: string;
  displayName: string;
  auth?: Auth;
  metadata(): object;
  actions(): Record<string, Action>;
  triggers(): Record<string, Trigger>;
  getAction(name: string): Action | undefined;
  getTrigger(name: string): Trigger | undefined;
  getContextInfo(): { version: string };
}
