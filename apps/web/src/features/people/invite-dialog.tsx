import { PROJECT_ROLES } from '@perdura/contracts/roles';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button, Select, TextField } from '../../components/ui/controls.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { callApi } from '../../lib/api-client.ts';
import { t } from '../../lib/language.ts';
import { refreshInvitations } from '../../lib/people-queries.ts';
import type { UserInvitation } from '../../lib/resources.ts';

const PLATFORM_ROLES = ['MEMBER', 'OPERATOR', 'ADMIN'] as const satisfies UserInvitation['platformRole'][];

interface InviteDialogProps extends Pick<UserInvitation, 'type'> {
  onClose: () => void;
}

/** Asks somebody by mail to join the project, or the installation. */
export function InviteDialog({ type, onClose }: InviteDialogProps) {
  const isForProject = type === 'PROJECT';
  const roles = isForProject ? PROJECT_ROLES : PLATFORM_ROLES;
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<string>(isForProject ? 'editor' : 'MEMBER');
  const inviting = useMutation({
    mutationFn: async () => {
      const given = isForProject ? { projectRole: role } : { platformRole: role };
      await callApi('POST', '/v1/user-invitations', { type, email: email.trim(), ...given });
      await refreshInvitations();
    },
    onSuccess: onClose,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    inviting.mutate();
  };
  return (
    <Dialog title={t(isForProject ? 'invite' : 'inviteToInstallation')} onClose={onClose}>
      <form className="space-y-3" onSubmit={submit}>
        <p className="text-sm text-muted">{t('inviteHint')}</p>
        <TextField
          label={t('email')}
          type="email"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <Select
          label={t('role')}
          value={role}
          onChange={setRole}
          options={roles.map((each) => [each, t(`role-${each}`)] as const)}
        />
        <p className="text-xs text-muted">{t(isForProject ? 'roleHint' : 'usersHint')}</p>
        <Problem error={inviting.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('close')}</Button>
          <Button type="submit" tone="accent" disabled={inviting.isPending || email.trim() === ''}>
            {t('invite')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
