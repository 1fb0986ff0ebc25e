import type { JsonObject, JsonValue } from '@perdura/definition';
import type { PieceResponse } from './piece-call.ts';
import type { TableQuestion } from './table-question.ts';

/**
 * What a worker answers to a piece while it has a call. Whatever a method throws reaches the piece as an error with
 * that message.
 */
export interface PieceHost {
  store: {
    get(scope: StoreScope, key: string): Promise<JsonValue>;
    put(scope: StoreScope, key: string, value: JsonValue): Promise<void>;
    delete(scope: StoreScope, key: string): Promise<void>;
  };
  files: {
    /** @returns the address at which the file can be read */
    write(fileName: string, data: Buffer): Promise<string>;
    /** @returns the file behind an address that `write` gave, or null when it is none of these */
    read(url: string): Promise<{ fileName: string; data: Buffer } | null>;
  };
  /** @returns the whole value of a connection (`{type, …}`), or null when there is none of this name */
  connection(name: string): Promise<JsonValue>;
  /** Hosts that the secrets of the call may go to; any where it is absent, or names none. */
  boundHosts?(): readonly string[];
  /** @returns a page of populated flows, `{data, next, previous}` */
  listFlows(filter: { externalIds?: string[] }): Promise<JsonObject>;
  projectExternalId(): Promise<string | null>;
  addTag(name: string): Promise<void>;
  /** Sends a reply by a channel. @returns `{messageId, status}` */
  replyByChannel(reply: ChannelReplyRequest): Promise<JsonValue>;
  /** Shows what a step has so far. */
  updateOutput(output: JsonObject): Promise<void>;
  /** Makes the wait that a paused step ends by, before the piece is told its address. */
  createWait(wait: NewPieceWait): Promise<CreatedPieceWait>;
  /** Tables of the project; absent for all but the piece of tables. */
  tables?(question: TableQuestion): Promise<JsonValue>;
  /** A line that the piece or the code wrote. */
  log(level: PieceLogLevel, text: string): void;
}

/** What it does not name is that of the message that started the run. */
export interface ChannelReplyRequest {
  channel?: string | undefined;
  conversation?: string | undefined;
  text?: string | undefined;
  data?: JsonObject | undefined;
}

/** Over all flows of the project, or of this flow alone. */
export type StoreScope = 'PROJECT' | 'FLOW';

export type PieceLogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface NewPieceWait {
  type: 'DELAY' | 'WEBHOOK';
  /** Its place among the waits of this one call, from 1. */
  number: number;
  /** An ISO time, of a DELAY. */
  until?: string;
  response?: PieceResponse;
}

export interface CreatedPieceWait {
  requestId: string;
  /** Without `/sync` and without a query. */
  resumeUrl: string;
}
