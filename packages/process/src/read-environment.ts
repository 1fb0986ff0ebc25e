import type { z } from 'zod';

/** Variables as a process has them. */
export type Variables = Record<string, string | undefined>;

/**
 * Reads all settings of a process, once, at start. Empty variables count as absent.
 *
 * @param faultsOf what is wrong with settings that are sound one by one
 * @throws {InvalidEnvironment} naming every fault
 */
export function readEnvironment<Schema extends z.ZodType>(
  schema: Schema,
  variables: Variables,
  faultsOf: (settings: z.output<Schema>) => string[] = () => [],
): z.output<Schema> {
  const given = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw new InvalidEnvironment(parsed.error.issues.map(describe));
  const faults = faultsOf(parsed.data);
  if (faults.length > 0) throw new InvalidEnvironment(faults);
  return parsed.data;
}

/** The environment cannot be used; the message lists every fault, one a line. */
export class InvalidEnvironment extends Error {
  override readonly name = 'InvalidEnvironment';
  readonly code = 'INVALID_ENVIRONMENT';

  constructor(faults: string[]) {
    super(`the environment has ${faults.length} fault(s):\n${faults.map((each) => `  - ${each}`).join('\n')}`);
  }
}

function describe(issue: z.core.$ZodIssue): string {
  const message = issue.message.includes('received undefined') ? 'required, but missing' : issue.message;
  return `${issue.path.join('.')}: ${message}`;
}
