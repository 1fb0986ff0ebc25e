import { ENGINE_MOUNT, openApiDocument, ROUTES, type RouteContract } from '@perdura/contracts';
import { oncePerRun } from '@perdura/testkit';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { RawAnswer } from './http-client.ts';

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
let isPrepared = false;

/** Loads the document, which one test file of a jest run makes for all; `checkAnswer` and `checkProblem` need it. */
export async function prepareAnswerCheck(): Promise<void> {
  const document = await oncePerRun(
    'closed-openapi',
    async () => closed(openApiDocument({ version: 'test' })) as object,
  );
  if (!isPrepared) ajv.addSchema(document, 'api');
  isPrepared = true;
}

/** Throws unless an answer is one that the OpenAPI document promises for this request, to the last field. */
export function checkAnswer(method: string, path: string, answer: RawAnswer): void {
  const place = `${method} ${path} answered ${answer.status}`;
  // What is missing is no refusal: it has a form of its own.
  if (answer.status >= 400 && path !== '/readyz') checkProblem(place, answer);
  const route = routeOf(method, path);
  if (route === undefined || answer.status === 304 || method === 'HEAD') return;
  if (answer.status === 405 || answer.status === 401) return;
  const type = (answer.headers['content-type'] ?? '').split(';')[0] ?? '';
  const pointer = ['paths', route.path, route.method, 'responses', String(answer.status), 'content', type, 'schema'];
  if (type === 'application/json' || type === 'application/problem+json') validate(place, pointer, answer.json);
}

/** Throws unless an answer is a whole problem document. */
export function checkProblem(place: string, answer: RawAnswer): void {
  const type = answer.headers['content-type']?.split(';')[0];
  if (type !== 'application/problem+json') throw new Error(`${place} as ${type}, which is no problem document`);
  validate(place, ['components', 'schemas', 'Problem'], answer.json);
  const { status, requestId } = answer.json as { status: number; requestId: string };
  // A test may ask thousands of times, and `expect` takes longer than all of this.
  const isTold = status === answer.status && requestId === answer.headers['x-request-id'];
  if (!isTold) throw new Error(`${place} with id ${answer.headers['x-request-id']}: ${answer.text}`);
}

const compiled = new Map<string, ValidateFunction>();

function validate(place: string, pointer: string[], value: unknown): void {
  const ref = `api#/${pointer.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`;
  const check = compiled.get(ref) ?? compile(place, ref);
  compiled.set(ref, check);
  if (check(value) !== true) {
    throw new Error(
      `${place}, not as documented at ${ref}:\n${ajv.errorsText(check.errors)}\n${JSON.stringify(value)}`,
    );
  }
}

function compile(place: string, ref: string): ValidateFunction {
  try {
    return ajv.compile({ $ref: encodeURI(ref) });
  } catch (error) {
    throw new Error(`${place}, which the document does not name (${ref}): ${String(error)}`);
  }
}

const PATTERNS = ROUTES.toSorted((left, right) => braces(left.path) - braces(right.path)).map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replace(/\{\w+\}/g, '[^/]+')}$`),
}));

/** The contract behind a method and path; undefined for what no route serves. */
export function routeOf(method: string, path: string): RouteContract | undefined {
  const plain = path.split('?')[0] ?? '';
  const wanted = method === 'HEAD' ? 'get' : method.toLowerCase();
  const mounted = plain.startsWith(`${ENGINE_MOUNT}/`);
  const place = mounted ? plain.slice(ENGINE_MOUNT.length) : plain;
  const isIt = ({ route, pattern }: (typeof PATTERNS)[number]) =>
    route.method === wanted && (!mounted || route.engine === true) && pattern.test(place);
  return PATTERNS.find(isIt)?.route;
}

function braces(path: string): number {
  return path.split('{').length;
}

/** The same document, but no object may have a member that is not named: what is answered must be documented. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)]));
  const isObject = copy.type === 'object' && copy.properties !== undefined;
  return isObject && copy.additionalProperties === undefined ? { ...copy, additionalProperties: false } : copy;
}
