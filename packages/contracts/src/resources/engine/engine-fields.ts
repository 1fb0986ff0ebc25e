import { storedId } from '@perdura/definition';
import { z } from 'zod';
import { id } from '../../fields.ts';

const EXAMPLE_ID = '6F3vRY0G2Xq9Lk4Tn8Qwe';

/** An id as answers of the flow engine carry it. */
export const engineId = z
  .string()
  .regex(/^[0-9A-Za-z]{21}$/)
  .meta({ description: '21 letters and digits; sorts by creation time', example: EXAMPLE_ID });

/** A project's id in answers: it has one spelling everywhere. */
export const engineProjectId = id;

/** `id`, `created` and `updated`, which every entity of the engine has. */
export const entityFields = {
  id: engineId,
  created: z.string().meta({ format: 'date-time', example: '2026-04-12T08:00:00.000Z' }),
  updated: z.string().meta({ format: 'date-time', example: '2026-04-12T08:00:00.000Z' }),
};

/** Path parameters: an id in either spelling, read as the one that is stored. Others name nothing. */
export const engineIdParams = z.object({ id: pathId() });

/** A path parameter that is an id in either spelling, read as the one that is stored. */
export function pathId() {
  return z
    .string()
    .transform((text, context) => {
      const stored = storedId(text);
      if (stored !== null) return stored;
      context.issues.push({ code: 'custom', input: text, message: 'expected an id' });
      return z.NEVER;
    })
    .meta({ type: 'string', example: EXAMPLE_ID });
}

/**
 * An id in a query or a body, in either spelling, read as the one that is stored. What is none stays as it is, and is found
 * nowhere, as an id is that nothing has.
 */
export function givenId(description: string) {
  return z
    .string()
    .max(200)
    .transform((text) => storedId(text) ?? text)
    .meta({ type: 'string', description });
}

/** The same in a query that must have it: one that is empty counts as none. */
export function requiredId(description: string) {
  return givenId(description).meta({ type: 'string', minLength: 1, description });
}

/** A list in a query, comma-joined or repeated: `status=A,B`, `status=A&status=B`, `status[]=A`. Never empty. */
export function givenList(description: string) {
  return z
    .union([z.string(), z.array(z.string())])
    .transform((given) => [given].flat().flatMap(wordsOf))
    .meta({ type: 'string', description: `${description}; comma-joined or repeated` });
}

/** The words of a comma-joined text, without surrounding space; empty ones count as none. */
export function wordsOf(text: string): string[] {
  const words = text.split(',').map((word) => word.trim());
  return words.filter((word) => word !== '');
}

/** The project that a request means: the credential's, in whichever spelling. The server refuses any other one. */
export const givenProject = givenId('The credential’s project, which is meant without it as well').optional();
