/** What goes between a worker and a child, in frames of JSON. A child cannot load this file. */
import type { JsonValue } from '@perdura/definition';
import type { PieceCall, PieceCallResult } from '../runner/piece-call.ts';
import type { PieceLogLevel } from '../runner/piece-host.ts';

export type ToChild = CallMessage | AnswerMessage;

export interface CallMessage {
  type: 'call';
  id: number;
  call: PieceCall;
  maxAnswerBytes: number;
  /** Path of the compiler's main module, for code steps. */
  compiler: string | null;
}

export interface AnswerMessage {
  type: 'answer';
  question: number;
  answer: HostAnswer;
}

export type HostAnswer = { ok: true; value: JsonValue } | { ok: false; error: string };

/** All of these are written by what may be hostile: shapes are to be checked. */
export type FromChild = { type: 'ready' } | QuestionMessage | LogMessage | ResultMessage | IdleMessage;

/** On the channel of questions, without `type` and `question`: its answers come in order. */
export interface QuestionMessage {
  type: 'question';
  call: number;
  question: number;
  method: HostMethod;
  args: JsonValue[];
}

export interface LogMessage {
  type: 'log';
  call: number;
  level: PieceLogLevel;
  text: string;
}

export interface ResultMessage {
  type: 'result';
  call: number;
  result: PieceCallResult;
  /** Whether nothing of the call is left; absent where that shows only later, in an `idle`. */
  clean?: boolean;
}

/** Some time after a result: whether nothing of the call is left. */
export interface IdleMessage {
  type: 'idle';
  call: number;
  clean: boolean;
}

export const HOST_METHODS = [
  ...(['store.get', 'store.put', 'store.delete', 'files.write', 'files.read', 'connection', 'flows.list'] as const),
  ...(['project.externalId', 'tags.add', 'channels.reply', 'output.update', 'wait', 'outbound', 'tables'] as const),
] as const;
export type HostMethod = (typeof HOST_METHODS)[number];
