import { PROJECT_ROLES } from '@perdura/contracts/roles';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button, Select, TextField } from '../../components/ui/controls.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { callApi } from '../../lib/api-client.ts';
import { t } from '../../lib/language.ts';
import { pendingInvitations } from '../../lib/people-queries.ts';
import { queryClient } from '../../lib/queries.ts';

/** Asks somebody by mail to join the project. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<string>('editor');
  const inviting = useMutation({
    mutationFn: async () => {
      await callApi('POST', '/v1/user-invitations', { type: 'PROJECT', email: email.trim(), projectRole: role });
      await queryClient.invalidateQueries({ queryKey: pendingInvitations.queryKey });
    },
    onSuccess: onClose,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    inviting.mutate();
  };
  return (
    <Dialog title={t('invite')} onClose={onClose}>
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
          options={PROJECT_ROLES.map((each) => [each, t(`role-${each}`)] as const)}
        />
        <p className="text-xs text-muted">{t('roleHint')}</p>
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
