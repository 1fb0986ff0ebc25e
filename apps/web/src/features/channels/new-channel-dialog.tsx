import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button, Select, TextField } from '../../components/ui/controls.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { callApi } from '../../lib/api-client.ts';
import { refreshChannels } from '../../lib/channel-queries.ts';
import { t } from '../../lib/language.ts';
import type { Channel, ChannelWithSecret } from '../../lib/resources.ts';

const TYPES = [
  ...(['web', 'whatsapp', 'email', 'telegram', 'line', 'wechat', 'sms', 'slack', 'teams', 'custom'] as const),
] satisfies Channel['type'][];

interface NewChannelDialogProps {
  onMade: (channel: ChannelWithSecret) => void;
  onClose: () => void;
}

/** Makes a channel in the general form; providers and ways out are set by the API. */
export function NewChannelDialog({ onMade, onClose }: NewChannelDialogProps) {
  const [name, setName] = useState('');
  const [type, setType] = useState<string>('web');
  const making = useMutation({
    mutationFn: () => callApi<ChannelWithSecret>('POST', '/v1/channels', { name, type }),
    onSuccess: async (channel) => {
      onMade(channel);
      onClose();
      await refreshChannels();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    making.mutate();
  };
  return (
    <Dialog title={t('newChannel')} onClose={onClose}>
      <form className="space-y-3" onSubmit={submit}>
        <TextField label={t('name')} value={name} required onChange={(event) => setName(event.target.value)} />
        <Select label={t('channelType')} value={type} onChange={setType} options={TYPES.map((each) => [each, each])} />
        <Problem error={making.error} />
        <Button tone="accent" type="submit" disabled={making.isPending}>
          {t('save')}
        </Button>
      </form>
    </Dialog>
  );
}
