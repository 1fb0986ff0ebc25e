import { z } from 'zod';

const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8081),
  /** Where the API answers; the console's server passes `/v1` on to it. */
  API_URL: z.url().default('http://127.0.0.1:8080'),
  /** The development mailbox; without it the console shows no mailbox page. */
  MAILBOX_URL: z.url().optional(),
  /** Temporal's own UI, linked from a run. */
  TEMPORAL_UI_URL: z.url().optional(),
});
export type Environment = z.infer<typeof environment>;

/** @throws Error that lists every fault of the environment, one a line. */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  const filled = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const result = environment.safeParse(filled);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The environment of the console has faults:\n${faults.join('\n')}`);
}
