import type { StepPlace } from '@perdura/definition/run';
import { authenticate } from './derived-keys.ts';
import type { EncryptionKeys } from './secrets.ts';

/** The step that waits, and which of its waits is meant. */
export interface WaitingPiece extends StepPlace {
  runId: string;
  /** What the piece was called with: the request id of the pause that it goes on after; null at its beginning. */
  after: string | null;
  /** Position among the waits of that one call, from 0. */
  ordinal: number;
}

const LENGTH = 21;
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BASE = BigInt(DIGITS.length);

/**
 * The request id of a wait: always the same, so that an attempt that is repeated names the wait that it made before, and
 * not to be guessed without the key.
 *
 * @param generation how many waits at this very place have ended: a step that somebody had done again waits anew
 */
export function requestIdOf(keys: EncryptionKeys, piece: WaitingPiece, generation: number): string {
  const { runId, nodeId, iteration, after, ordinal } = piece;
  const text = JSON.stringify([runId, nodeId, iteration, after, ordinal, generation]);
  let number = BigInt(`0x${authenticate(keys, 'wait of a piece', text).toString('hex')}`);
  let id = '';
  for (; id.length < LENGTH; number /= BASE) id += DIGITS.charAt(Number(number % BASE));
  return id;
}
