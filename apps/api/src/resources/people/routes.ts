import { peopleRoutes } from '@perdura/contracts';
import { ApiError, notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { createProjectWithTools } from '../../new-project.ts';
import { pageFields, pageRequest } from '../../page-request.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { withoutUndefined } from '../../without-undefined.ts';
import { presentActor, presentCurrentProject, presentProject, presentUser } from './presenter.ts';

/** Users and projects of the installation. */
export function peopleResource({ database }: AppDependencies): BoundRoute[] {
  const { projects, users } = database;

  return [
    bind(peopleRoutes.getMe).to(async ({ actor }) => ({ status: 200, body: presentActor(actor) })),

    bind(peopleRoutes.getCurrentProject).to(async ({ actor }) => {
      const project = await projects.get(actor.projectId);
      if (project === null) throw notFound('NOT_FOUND', actor.projectId);
      return { status: 200, body: presentCurrentProject(project) };
    }),

    bind(peopleRoutes.listProjects).to(async ({ actor, query }) => {
      const { archived = false, ...asked } = query;
      const whose = actor.admin ? { archived } : { memberId: actor.userId };
      const page = await projects.list(pageRequest(asked), whose);
      return { status: 200, body: { projects: page.items.map(presentProject), ...pageFields(page) } };
    }),

    bind(peopleRoutes.createProject).to(async ({ actor, body, audit }) => {
      const project = await createProjectWithTools(database, { name: body.name, ownerId: actor.userId });
      audit({ target: project.id, after: presentProject(project), projectId: project.id });
      return { status: 201, body: presentProject(project) };
    }),

    bind(peopleRoutes.listUsers).to(async ({ query }) => {
      const page = await users.list(pageRequest(query));
      return { status: 200, body: { users: page.items.map(presentUser), ...pageFields(page) } };
    }),

    bind(peopleRoutes.createUser).to(async ({ actor, body, audit }) => {
      const { email, name, locale = null, role = 'editor' } = body;
      const user = await users.create({ email, name, locale });
      if (actor.projectId !== '') await users.addMember(actor.projectId, { userId: user.id, role });
      audit({ target: user.id, after: { ...presentUser(user), role } });
      return { status: 201, body: presentUser(user) };
    }),

    bind(peopleRoutes.updateUser).to(async ({ params, body, audit }) => {
      const before = await users.get(params.id);
      const user = await users.update(params.id, withoutUndefined(body));
      if (before === null || user === null) throw notFound('USER_NOT_FOUND', params.id);
      if (user === 'last-admin') throw new ApiError('LAST_ADMIN', { values: { user: before.email } });
      audit({ target: user.id, before: presentUser(before), after: presentUser(user) });
      return { status: 200, body: presentUser(user) };
    }),
  ];
}
