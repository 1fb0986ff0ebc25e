import type { z } from 'zod';
import type { ErrorCode } from './error-codes.ts';
import type { LeastRole } from './roles.ts';

/**
 * One HTTP route as the server answers it, the OpenAPI document shows it and the generated tests walk it. The schemas
 * here are the very ones that requests are checked with.
 */
export type RouteContract = RouteParts & (ReadingRoute | WritingRoute);

interface ReadingRoute {
  method: 'get';
  audit?: never;
}

interface WritingRoute {
  method: 'post' | 'put' | 'patch' | 'delete';
  audit: AuditRule;
}

/**
 * What the audit log calls the change that a route makes, `<resource>.<verb>`; or why there is none to note: the route
 * changes nothing, or what it makes tells by itself who made it.
 */
export type AuditRule = string | { readonly none: string };

interface RouteParts {
  /** As OpenAPI writes it: `/v1/workflows/{id}`. */
  path: string;
  operationId: string;
  summary: string;
  description?: string;
  tag: RouteTag;
  /** Whether it is one of the flow engine's, as `engineRoute` says. */
  engine?: true;
  /** What the caller's credential must allow; `public` routes ask for none, `admin` also asks for an administrator. */
  scope: 'public' | 'read' | 'write' | 'admin';
  /** The least role in the project that it asks for; `viewer` for reading and `editor` for writing unless told. */
  role?: LeastRole;
  params?: z.ZodObject;
  query?: z.ZodObject;
  headers?: z.ZodObject;
  body?: BodyContract;
  /** A body that the handler reads and checks by itself: the document shows it, and nothing else does. */
  readBody?: BodyContract;
  responses: Record<number, ResponseContract>;
  /** What a path parameter of an impossible shape answers: such a thing cannot exist. */
  notFound?: ErrorCode;
  /** Codes that this route may answer beside those that every route may. */
  faults?: readonly ErrorCode[];
}

export interface BodyContract {
  schema: z.ZodType;
  /** Whether a request without any body is a fault; otherwise it is read as `{}`. */
  required: boolean;
  /** A type of text that a body may be of as well; it is read as an object with this one field. */
  text?: { contentType: string; field: string };
  /** What else it may be, by content type: only the document says it, so it is for a `readBody`. */
  others?: Readonly<Record<string, z.ZodType>>;
  /** Levels of nesting that it may have, where these are more than the server's usual limit. */
  depth?: number;
  example?: unknown;
}

export interface ResponseContract {
  description: string;
  schema: z.ZodType;
  /** One, or all that it may have. @default application/json */
  contentType?: string | readonly string[];
  example?: unknown;
  headers?: Record<string, string>;
}

/** Where routes of the flow engine answer as well: `/activepieces/v1/…`, for clients that come through a gateway. */
export const ENGINE_MOUNT = '/activepieces';

export const ROUTE_TAGS = [
  'Workflows',
  'Schedules',
  'Runs',
  'Approvals',
  'Tools',
  'Connections',
  'Events',
  'API keys',
  'Flow engine',
  'Tables',
  'Channels',
  'MCP',
  'Audit',
  'Sign-in',
  'Users and projects',
  'Service',
] as const;
export type RouteTag = (typeof ROUTE_TAGS)[number];

/** Keeps the literal types of a contract, so that handlers know their parameters, body and statuses. */
export function defineRoute<const Contract extends RouteContract>(contract: Contract): Contract {
  return contract;
}

type Parsed<Contract, Part extends string, Otherwise> =
  Contract extends Record<Part, infer Schema> ? (Schema extends z.ZodType ? z.output<Schema> : Otherwise) : Otherwise;

export type ParamsOf<Contract extends RouteContract> = Parsed<Contract, 'params', Record<string, never>>;
export type QueryOf<Contract extends RouteContract> = Parsed<Contract, 'query', Record<string, never>>;
export type HeadersOf<Contract extends RouteContract> = Parsed<Contract, 'headers', Record<string, never>>;
export type BodyOf<Contract extends RouteContract> = Contract extends { body: { schema: infer Schema } }
  ? Schema extends z.ZodType
    ? z.output<Schema>
    : undefined
  : undefined;

/** Every `{status, body}` pair that a contract allows. */
export type AnswerOf<Contract extends RouteContract> = {
  [Status in keyof Contract['responses'] & number]: {
    status: Status;
    body: Contract['responses'][Status] extends { schema: infer Schema }
      ? Schema extends z.ZodType
        ? z.input<Schema>
        : never
      : never;
    headers?: Record<string, string>;
  };
}[keyof Contract['responses'] & number];
