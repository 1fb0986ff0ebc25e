import { z } from 'zod';
import { ERROR_CODES, type ErrorCode } from './error-codes.ts';

const CODES = Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]];

/** One fault of a request. */
export const problemFault = z
  .object({
    pointer: z.string().meta({ description: 'JSON Pointer to the place (RFC 6901)', example: '/nodes/0/config/url' }),
    message: z.string(),
    position: z
      .object({ line: z.int().min(1), column: z.int().min(1) })
      .optional()
      .meta({ description: 'Place inside an expression, or inside a body that is no JSON' }),
  })
  .meta({ id: 'ProblemFault' });

/** Every error answer: RFC 9457. */
export const problem = z
  .object({
    type: z.string().meta({ format: 'uri-reference', description: 'Page that explains the code' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(CODES),
    errors: z.array(problemFault),
    requestId: z.string(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem document' });

export type Problem = z.infer<typeof problem>;
export type ProblemFault = z.infer<typeof problemFault>;
