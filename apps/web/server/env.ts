import { readEnvironment, text, wholeNumber } from '@perdura/process';
import { z } from 'zod';

const schema = z.object({
  HOST: text.default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(8081),
  /** Where the API answers; the console's server passes `/v1` and `/v2` on to it. */
  API_URL: z.url().default('http://127.0.0.1:8080'),
  /** The development mailbox; without it the console shows no mailbox page. */
  MAILBOX_URL: z.url().optional(),
  /** Temporal's own UI, linked from a run. */
  TEMPORAL_UI_URL: z.url().optional(),
});

export type Env = z.output<typeof schema>;

/**
 * Reads all settings of the console's server, once, at start. Empty variables count as absent.
 *
 * @throws {InvalidEnvironment} naming every fault
 */
export function readEnv(source: Record<string, string | undefined>): Env {
  return readEnvironment(schema, source);
}
