import { approvalRoutes, message } from '@perdura/contracts';
import type { ApprovalFilter } from '@perdura/database';
import { invalid } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { pageFields, pageRequest } from '../../page-request.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { withoutUndefined } from '../../without-undefined.ts';
import { presentApproval } from './presenter.ts';
import { decide, findApproval, identitiesOfActor, settled } from './service.ts';

/** Approvals: list, read, decide, delegate, comment, move the deadline, cancel. */
export function approvalResource(deps: AppDependencies): BoundRoute[] {
  const { database } = deps;

  return [
    bind(approvalRoutes.listApprovals).to(async ({ actor, query }) => {
      const { limit, cursor, mine, overdue, ...rest } = query;
      const filter: ApprovalFilter = {
        ...(mine ? { status: ['pending'], waitingFor: identitiesOfActor(actor) } : {}),
        ...(overdue ? { overdueAt: new Date() } : {}),
        ...withoutUndefined(rest),
      };
      const page = await database.approvals.list(actor.projectId, filter, pageRequest({ limit, cursor }));
      return { status: 200, body: { approvals: page.items.map(presentApproval), ...pageFields(page) } };
    }),

    bind(approvalRoutes.getApproval).to(async ({ actor, params }) => ({
      status: 200,
      body: presentApproval(await findApproval(deps, actor.projectId, params.id)),
    })),

    bind(approvalRoutes.decideApproval).to(async ({ actor, params, body, locale, audit }) => {
      const task = await decide(deps, { actor, id: params.id, given: body, locale });
      audit({ target: task.id, after: { decision: body.decision, comment: body.comment, status: task.status } });
      return { status: 200, body: presentApproval(task) };
    }),

    bind(approvalRoutes.delegateApproval).to(async ({ actor, params: { id }, body, locale, audit }) => {
      await findApproval(deps, actor.projectId, id);
      const change = await database.approvals.delegate(actor.projectId, id, identitiesOfActor(actor), body.to);
      const isAboutTo = change?.kind === 'unknown' || change?.kind === 'named';
      const user = isAboutTo ? JSON.stringify(body.to.slice(0, 100)) : actor.userEmail;
      const task = await settled(deps, change, { id, user, locale });
      audit({ target: id, after: { to: body.to } });
      return { status: 200, body: presentApproval(task) };
    }),

    bind(approvalRoutes.commentOnApproval).to(async ({ actor, params: { id }, body, locale, audit }) => {
      const comment = { by: actor.userEmail, text: body.text };
      const change = await database.approvals.comment(actor.projectId, id, comment);
      const task = await settled(deps, change, { id, user: actor.userEmail, locale });
      audit({ target: id, after: { comment: body.text } });
      return { status: 201, body: presentApproval(task) };
    }),

    bind(approvalRoutes.moveApprovalDeadline).to(async ({ actor, params: { id }, body, locale, audit }) => {
      const before = await findApproval(deps, actor.projectId, id);
      if (body.deadline.getTime() <= Date.now()) {
        const found = JSON.stringify(body.deadline.toISOString());
        throw invalid([{ pointer: '/deadline', message: message(locale, 'futureTime', { found }) }]);
      }
      const change = await database.approvals.moveDeadline(actor.projectId, id, body.deadline);
      const task = await settled(deps, change, { id, user: actor.userEmail, locale });
      audit({ target: id, before: { deadline: before.deadline }, after: { deadline: task.deadline } });
      return { status: 200, body: presentApproval(task) };
    }),

    bind(approvalRoutes.cancelApproval).to(async ({ actor, params: { id }, locale }) => {
      const change = await database.approvals.cancel(actor.projectId, id);
      return {
        status: 200,
        body: presentApproval(await settled(deps, change, { id, user: actor.userEmail, locale })),
      };
    }),
  ];
}
