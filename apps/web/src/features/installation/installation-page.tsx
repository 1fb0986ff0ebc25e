import { useQuery } from '@tanstack/react-query';
import { Empty, Loaded } from '../../components/ui/feedback.tsx';
import { t } from '../../lib/language.ts';
import { me } from '../../lib/queries.ts';
import { Invitations } from '../people/invitations.tsx';
import { Projects } from './projects.tsx';
import { Users } from './users.tsx';

/** What administrators manage beyond one project: users, invitations and projects. */
export function InstallationPage() {
  const query = useQuery(me);
  return (
    <Loaded query={query}>
      {({ user }) =>
        user.admin ? (
          <>
            <Users ownId={user.id} />
            <Invitations type="PLATFORM" />
            <Projects />
          </>
        ) : (
          <Empty>{t('onlyAdministrators')}</Empty>
        )
      }
    </Loaded>
  );
}
