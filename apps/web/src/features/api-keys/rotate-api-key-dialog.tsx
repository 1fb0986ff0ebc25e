import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button, Select } from '../../components/ui/controls.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { callApi, session } from '../../lib/api-client.ts';
import { refreshApiKeys } from '../../lib/api-key-queries.ts';
import { t } from '../../lib/language.ts';
import { me, queryClient } from '../../lib/queries.ts';
import type { ApiKey, CreatedApiKey } from '../../lib/resources.ts';

/** How long the old key may live on, in seconds. */
const OVERLAPS = ['0', '3600', '86400', '604800', '2592000'] as const;

interface RotateApiKeyDialogProps {
  apiKey: ApiKey;
  onMade: (apiKey: CreatedApiKey) => void;
  onClose: () => void;
}

/** Puts a new key in the place of an own one. */
export function RotateApiKeyDialog({ apiKey, onMade, onClose }: RotateApiKeyDialogProps) {
  const [overlap, setOverlap] = useState<string>('86400');
  const isOfTab = useQuery(me).data?.apiKeyId === apiKey.id;
  const rotation = useMutation({
    mutationFn: () =>
      callApi<CreatedApiKey>('POST', `/v1/api-keys/${apiKey.id}/rotate`, { overlapSeconds: Number(overlap) }),
    onSuccess: async (made) => {
      // The old key may have ended with this very call.
      if (isOfTab) session.open(made.key);
      onMade(made);
      onClose();
      await Promise.all([refreshApiKeys(), queryClient.invalidateQueries({ queryKey: me.queryKey })]);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rotation.mutate();
  };
  return (
    <Dialog title={`${t('rotateKey')}: ${apiKey.name}`} onClose={onClose}>
      <form className="space-y-3" onSubmit={submit}>
        <p className="text-sm text-muted">{t('rotateKeyHint')}</p>
        <Select
          label={t('rotateOverlap')}
          value={overlap}
          onChange={setOverlap}
          options={OVERLAPS.map((seconds) => [seconds, t(`overlap-${seconds}`)] as const)}
        />
        <Problem error={rotation.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button tone="accent" type="submit" disabled={rotation.isPending}>
            {t('rotateKey')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
