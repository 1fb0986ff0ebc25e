import { z } from 'zod';
import type { BodyContract } from './route.ts';

const form = z.record(z.string(), z.unknown());

/** The body of a route that strangers call with whatever they send: what it must be is for the trigger to say. */
export const FREE_BODY = {
  schema: z.unknown(),
  required: false,
  example: { orderId: 42 },
  others: {
    'application/x-www-form-urlencoded': form,
    'multipart/form-data': form,
    'text/plain': z.string(),
    'application/octet-stream': z.string().meta({ format: 'binary', description: 'And any other type' }),
  },
} satisfies BodyContract;
