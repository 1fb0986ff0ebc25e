import { approvalPageRoutes, decisionBody, message, requestFaults, statusOf } from '@perdura/contracts';
import type { ApprovalLink, ApprovalRow } from '@perdura/database';
import type { JsonValue } from '@perdura/definition';
import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response, Router } from 'express';
import { ApiError, invalid } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { audited, type NoteChange } from '../../audit-trail.ts';
import { createLimiter } from '../../middleware/rate-limit.ts';
import { readBody } from '../../middleware/read-body.ts';
import { problemDocument, toApiError } from '../../problem-document.ts';
import { contextOf } from '../../request-context.ts';
import { presentApproval } from '../approvals/presenter.ts';
import { checkedDecision, type GivenDecision, settled, spentError } from '../approvals/service.ts';
import { isFormTouched, readForm, type Typed } from './form-fields.ts';
import { asOfNow, findLink, refusalOf } from './link.ts';
import { decisionPage, donePage, refusalPage } from './page.ts';
import { linkPageHeaders } from './page-headers.ts';

const BELOW = '/approvals/';
const PATH = `${BELOW}:token` as const;
const FORM_TYPE = 'application/x-www-form-urlencoded';
const MAX_FORM_BYTES = 256 * 1024;
const DECISION_ACTION = approvalPageRoutes.decideByLink.audit;

/** The contracts that the router serves. */
export const approvalPageContracts = Object.values(approvalPageRoutes);

/**
 * The page behind the links of mails. It asks for no credential but the token, and stands before the other routes. Only
 * POST decides: mail scanners GET and HEAD every link.
 */
export function approvalPage(deps: AppDependencies): RequestHandler {
  const router = Router({ caseSensitive: true, strict: true });
  const readForm = express.text({ type: FORM_TYPE, limit: MAX_FORM_BYTES, defaultCharset: 'utf-8' });
  router.use(PATH, pageRequest(), linkPageHeaders(), limited(deps));
  router.get(PATH, show(deps));
  router.post(PATH, readForm, decide(deps));
  router.all(PATH, otherMethods);
  router.use(PATH, answerWithPage(deps));
  return (request, response, next) => (request.path.startsWith(BELOW) ? router(request, response, next) : next());
}

/** The link that the request is about, once it was found: pages of refusals show its task. */
function knownLink(response: Response): ApprovalLink | null {
  const { approvalLink } = response.locals as { approvalLink?: ApprovalLink };
  return approvalLink ?? null;
}

function rememberLink(response: Response, approvalLink: ApprovalLink): void {
  Object.assign(response.locals, { approvalLink });
}

function pageRequest(): RequestHandler {
  return (_request, response, next) => {
    contextOf(response).route = approvalPageRoutes.showApprovalPage.path;
    next();
  };
}

function limited({ settings }: AppDependencies): RequestHandler {
  const limiter = createLimiter(settings.failedLoginLimitPerMinute);
  return async (request, _response, next) => {
    await limiter.spend(request.ip ?? 'unknown');
    next();
  };
}

function show(deps: AppDependencies): RequestHandler<{ token: string }> {
  return async (request, response) => {
    const { locale } = contextOf(response);
    const link = asOfNow(await linkOf(deps, request, response));
    rememberLink(response, link);
    const refusal = refusalOf(link, locale);
    if (refusal !== null) throw refusal;
    const page = decisionPage({ task: link.task, by: link.by, locale, typed: null, faults: [] });
    sendPage(response, 200, page);
  };
}

function decide(deps: AppDependencies): RequestHandler<{ token: string }> {
  return async (request, response) => {
    const { locale } = contextOf(response);
    const link = await linkOf(deps, request, response);
    const typed = isForm(request) ? typedOf(request) : null;
    const sent = typed === null ? await readBody(request, limitsOf(deps), locale) : null;
    const refusal = refusalOf(link, locale);
    if (refusal !== null) throw refusal;
    try {
      const given = typed === null ? checkedBody(sent, response) : typedDecision(link, typed, response);
      const task = await auditedDecision(deps, link, given, request, response);
      if (typed === null) response.status(200).set('Content-Language', locale).json(presentApproval(task));
      else sendPage(response, 200, donePage(task, given.decision, locale));
    } catch (error) {
      if (typed === null || !(error instanceof ApiError) || error.code !== 'VALIDATION_FAILED') throw error;
      const { task, by } = link;
      sendPage(response, 400, decisionPage({ task, by, locale, typed, faults: error.faults }));
    }
  };
}

/** A decision in the log of the project: whoever was mailed the link decided. */
function auditedDecision(
  deps: AppDependencies,
  link: ApprovalLink,
  given: GivenDecision,
  request: Request,
  response: Response,
): Promise<ApprovalRow> {
  const { log, requestId } = contextOf(response);
  const { task, by } = link;
  const announced = {
    ...{ projectId: task.projectId, action: DECISION_ACTION, target: task.id },
    ...{ actorType: 'address' as const, actorId: by, actor: by, ip: request.ip ?? null, requestId },
  };
  const change = async (note: NoteChange) => {
    const decided = await decideAs(deps, link, given, response);
    note({ target: task.id, after: { decision: given.decision, comment: given.comment, status: decided.status } });
    return decided;
  };
  return audited({ audit: deps.database.audit, log }, announced, change, () => task.id);
}

async function decideAs(deps: AppDependencies, link: ApprovalLink, given: GivenDecision, response: Response) {
  const { locale } = contextOf(response);
  const { task, hash, by } = link;
  const decision = checkedDecision(task, given, locale);
  const change = await deps.database.approvals.decideByLink(task.projectId, task.id, { hash, by }, decision);
  if (change?.kind === 'stranger') throw spentError(change.task, null, locale);
  if (change !== null) rememberLink(response, { ...link, task: change.task });
  return settled(deps, change, { id: task.id, user: by, locale });
}

async function linkOf(deps: AppDependencies, request: Request<{ token: string }>, response: Response) {
  const link = await findLink(deps, request.params.token);
  rememberLink(response, link);
  return link;
}

function checkedBody(sent: JsonValue | undefined | null, response: Response): GivenDecision {
  const { locale } = contextOf(response);
  const { value, faults } = requestFaults(decisionBody, sent ?? {}, locale);
  if (value === null) throw invalid(faults);
  return value;
}

/** A decision as the page's form sends it: empty fields are absent ones. */
function typedDecision({ task }: ApprovalLink, typed: Typed, response: Response): GivenDecision {
  const { locale } = contextOf(response);
  const nul = [...typed].find(([, text]) => text.includes('\0'));
  if (nul !== undefined) {
    throw invalid([{ pointer: `/${nul[0].replace('.', '/')}`, message: message(locale, 'nulCharacter') }]);
  }
  const comment = typed.get('comment')?.replaceAll('\r\n', '\n') ?? null;
  const { decision } = checkedBody({ decision: typed.get('decision') ?? '', comment }, response);
  const isLeftOut = task.form === null || (decision === 'reject' && !isFormTouched(task.form, typed));
  return { decision, comment, form: isLeftOut || task.form === null ? null : readForm(task.form, typed) };
}

function isForm({ headers }: Request): boolean {
  return (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() === FORM_TYPE;
}

function typedOf({ body }: Request): Typed {
  return new Map(new URLSearchParams(typeof body === 'string' ? body : ''));
}

function limitsOf({ settings }: AppDependencies) {
  return { maxBytes: settings.bodyLimitBytes, maxDepth: settings.jsonDepthLimit };
}

const otherMethods: RequestHandler = (request, response) => {
  const allow = 'GET, HEAD, POST, OPTIONS';
  response.setHeader('Allow', allow);
  if (request.method === 'OPTIONS') return void response.status(204).end();
  throw new ApiError('METHOD_NOT_ALLOWED', { values: { method: request.method, allow } });
};

/** Browsers are answered with a page, all others with the problem document that every route answers. */
function answerWithPage({ settings, metrics }: AppDependencies): ErrorRequestHandler {
  return (thrown, request, response, next) => {
    const { requestId, locale } = contextOf(response);
    const error = bodyError(thrown) ?? toApiError(thrown, locale);
    if (error.code === 'INTERNAL_ERROR' || !wantsPage(request)) return next(error);
    metrics.problems.inc({ code: error.code });
    const problem = problemDocument(error, locale, { requestId, docsUrl: settings.publicUrl });
    response.set(error.headers);
    sendPage(response, statusOf(error.code), refusalPage(problem, knownLink(response)?.task ?? null, locale));
  };
}

function wantsPage(request: Request): boolean {
  if (request.method === 'POST') return isForm(request);
  return (request.headers.accept ?? '').includes('text/html');
}

/** What express says of a body that it did not read. */
function bodyError(thrown: unknown): ApiError | null {
  if (typeof thrown !== 'object' || thrown === null || !('type' in thrown) || !('status' in thrown)) return null;
  if (thrown.status === 413) return new ApiError('PAYLOAD_TOO_LARGE', { values: { limit: MAX_FORM_BYTES } });
  return thrown.status === 415 ? new ApiError('UNSUPPORTED_MEDIA_TYPE', { values: { found: FORM_TYPE } }) : null;
}

function sendPage(response: Response, status: number, page: string): void {
  const { locale } = contextOf(response);
  response.status(status).set('Content-Language', locale).set('Vary', 'Accept-Language').type('html').send(page);
}
