import { type BodyOf, type Locale, message, projectRoutes } from '@perdura/contracts';
import type { Actor, ProjectChange, ProjectRow } from '@perdura/database';
import type { Fault } from '@perdura/definition';
import { ApiError, invalid, notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { presentProjectDetail } from './presenter.ts';

/** A project with its settings, and what it uses. */
export function projectResource({ database }: AppDependencies): BoundRoute[] {
  const { projects, quotas } = database;

  /** Another project than one's own is an administrator's to see. */
  async function seen(actor: Actor, id: string): Promise<ProjectRow> {
    const project = actor.admin || id === actor.projectId ? await projects.get(id) : null;
    if (project === null) throw notFound('PROJECT_NOT_FOUND', id);
    return project;
  }

  return [
    bind(projectRoutes.getProject).to(async ({ actor, params }) => ({
      status: 200,
      body: presentProjectDetail(await seen(actor, params.id)),
    })),

    bind(projectRoutes.updateProject).to(async ({ actor, params, body, audit }) => {
      const before = await seen(actor, params.id);
      // Who could change the limits of the own project would have none.
      if (body.settings?.quotas !== undefined && !actor.admin) throw new ApiError('ADMIN_REQUIRED');
      const project = await projects.update(params.id, changeOf(body));
      if (project === null) throw notFound('PROJECT_NOT_FOUND', params.id);
      const [old, after] = [presentProjectDetail(before), presentProjectDetail(project)];
      audit({ target: project.id, before: old, after, projectId: project.id });
      return { status: 200, body: after };
    }),

    bind(projectRoutes.archiveProject).to(async ({ actor, params, body, locale, audit }) => {
      const before = await seen(actor, params.id);
      if (body.name !== before.name) throw invalid([wrongName(before, body.name, locale)]);
      const first = await projects.oldest();
      if (first?.id === before.id) throw new ApiError('PROJECT_IN_USE', { detail: 'firstProject' });
      const archived = await projects.archive(before.id);
      if (archived === null) throw notFound('PROJECT_NOT_FOUND', params.id);
      const { project, use } = archived;
      if (use !== null) throw new ApiError('PROJECT_IN_USE', { values: { ...use } });
      const [old, after] = [presentProjectDetail(before), presentProjectDetail(project)];
      audit(before.archivedAt === null ? { target: project.id, before: old, after, projectId: project.id } : null);
      return { status: 200, body: after };
    }),

    bind(projectRoutes.restoreProject).to(async ({ actor, params, audit }) => {
      const before = await seen(actor, params.id);
      const project = (await projects.restore(before.id)) ?? before;
      const [old, after] = [presentProjectDetail(before), presentProjectDetail(project)];
      audit(before.archivedAt === null ? null : { target: project.id, before: old, after, projectId: project.id });
      return { status: 200, body: after };
    }),

    bind(projectRoutes.getUsage).to(async ({ actor }) => ({
      status: 200,
      body: { usage: await quotas.usage(actor.projectId) },
    })),
  ];
}

function wrongName({ name }: ProjectRow, found: string, locale: Locale): Fault {
  const [expected, given] = [JSON.stringify(name), JSON.stringify(found.slice(0, 100))];
  return { pointer: '/name', message: message(locale, 'notItsName', { expected, found: given }) };
}

/** What was sent, without the fields that were not. */
function changeOf(body: BodyOf<typeof projectRoutes.updateProject>): ProjectChange {
  return JSON.parse(JSON.stringify(body));
}
