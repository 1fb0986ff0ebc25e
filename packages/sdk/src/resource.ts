import type { operations } from './generated/openapi.ts';
import type { OPERATIONS } from './generated/operations.ts';
import type { PagedList } from './paging.ts';

export type { CallOptions, IfMatch } from './options.ts';

/** Names of all operations, as the OpenAPI document has them. */
export type OperationId = keyof typeof OPERATIONS & keyof operations;

/** What calls operations by their names; the last argument holds the query and the options of the call. */
export interface Caller {
  send<Answer>(id: OperationId, path: readonly (string | number)[], body: unknown, given: object): Promise<Answer>;
  list<Item, Page>(
    id: OperationId,
    path: readonly (string | number)[],
    body: unknown,
    given: object,
  ): PagedList<Item, Page>;
  /** The lines of an answer that may be endless. */
  lines(id: OperationId, path: readonly (string | number)[], body: unknown, given: object): AsyncIterable<string>;
  /** Where a browser would go for it. */
  address(id: OperationId, path: readonly (string | number)[], given: object): string;
  /** Whether the flow engine and the channels are reached through a gateway. */
  readonly gateway: boolean;
  /** The answer itself, when its status is a success. */
  open(id: OperationId, path: readonly (string | number)[], body: unknown, given: object): Promise<Response>;
}

/** What every group of methods is. */
export class ApiResource {
  protected readonly caller: Caller;

  constructor(caller: Caller) {
    this.caller = caller;
  }
}

type Widened<Value> = string extends Value ? Value | number | Date | readonly string[] | readonly object[] : Value;

/** Parameters of an operation's query. Lists are sent comma-joined, lists of objects as JSON, dates as ISO 8601. */
export type QueryOf<Id extends OperationId> =
  NonNullable<operations[Id]['parameters']['query']> extends infer Query
    ? { [Name in keyof Query]: Widened<Query[Name]> }
    : never;

/** The body that an operation takes. */
export type BodyOf<Id extends OperationId> = operations[Id] extends { requestBody?: infer Body }
  ? NonNullable<Body> extends { content: { 'application/json': infer Json } }
    ? Json
    : unknown
  : never;

/** What an operation answers when it succeeds. */
export type AnswerOf<Id extends OperationId> = {
  [Status in keyof operations[Id]['responses'] & number]: operations[Id]['responses'][Status] extends {
    content: { 'application/json': infer Json };
  }
    ? Json
    : undefined;
}[keyof operations[Id]['responses'] & number];
