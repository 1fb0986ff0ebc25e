import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button, Select, TextField } from '../../components/ui/controls.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { callApi } from '../../lib/api-client.ts';
import { refreshChannels } from '../../lib/channel-queries.ts';
import { t } from '../../lib/language.ts';
import type { Channel, ChannelWithSecret } from '../../lib/resources.ts';
import {
  CHANNEL_PROVIDERS,
  CHANNEL_TYPES,
  type ChannelForm,
  changesProvider,
  choosesSecret,
  formOf,
  writtenSettings,
} from './channel-form.ts';
import { ChannelSettings } from './channel-settings.tsx';

interface ChannelDialogProps {
  /** The one to change; a new one without it. */
  channel?: Channel;
  /** Told of a secret that the API made, or that a new channel has. */
  onSecret: (channel: ChannelWithSecret) => void;
  onClose: () => void;
}

/** Makes a channel, or changes one and its secret. */
export function ChannelDialog({ channel, onSecret, onClose }: ChannelDialogProps) {
  const [form, setForm] = useState(() => formOf(channel));
  const set = (change: Partial<ChannelForm>) => setForm({ ...form, ...change });
  const finish = (made: ChannelWithSecret | null) => {
    if (made !== null) onSecret(made);
    onClose();
  };
  const saving = useMutation({
    mutationFn: () => (channel === undefined ? make(form) : change(channel, form)),
    onSuccess: finish,
    onSettled: refreshChannels,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  return (
    <Dialog title={channel === undefined ? t('newChannel') : `${t('editChannel')}: ${channel.name}`} onClose={onClose}>
      <form className="space-y-3" onSubmit={submit}>
        <TextField
          label={t('name')}
          value={form.name}
          required
          maxLength={64}
          onChange={(event) => set({ name: event.target.value })}
        />
        <Select
          label={t('channelType')}
          value={form.type}
          onChange={(chosen) => set({ type: chosen as ChannelForm['type'] })}
          options={CHANNEL_TYPES.map((each) => [each, t(`channel-${each}`)] as const)}
        />
        <Select
          label={t('channelProvider')}
          value={form.provider}
          onChange={(chosen) => set({ provider: chosen as ChannelForm['provider'], secret: '' })}
          options={[['', t('generalForm')], ...CHANNEL_PROVIDERS.map((each) => [each, t(`channel-${each}`)] as const)]}
        />
        <ProviderSecret channel={channel} form={form} onType={set} />
        <ChannelSettings form={form} onType={set} />
        <Problem error={saving.error} />
        <div className="flex flex-wrap justify-end gap-2">
          {channel !== undefined && !changesProvider(channel, form) && <NewSecret channel={channel} onMade={finish} />}
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button tone="accent" type="submit" disabled={saving.isPending || form.name.trim() === ''}>
            {t('save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface ProviderSecretProps {
  channel: Channel | undefined;
  form: ChannelForm;
  onType: (change: Partial<ChannelForm>) => void;
}

/** The secret by which a provider proves itself. */
function ProviderSecret({ channel, form, onType }: ProviderSecretProps) {
  const { provider, secret } = form;
  if (provider === '') return null;
  const keeps = channel !== undefined && !changesProvider(channel, form);
  const isNeeded = !keeps && choosesSecret(provider);
  return (
    <TextField
      label={t(`secret-${provider}`)}
      type="password"
      autoComplete="off"
      minLength={8}
      maxLength={300}
      required={isNeeded}
      placeholder={isNeeded ? '' : t(keeps ? 'keepsSecret' : 'makesSecret')}
      value={secret}
      onChange={(event) => onType({ secret: event.target.value })}
    />
  );
}

/** Has the API make another secret, where it is not the provider’s to choose. */
function NewSecret({ channel, onMade }: { channel: Channel; onMade: (channel: ChannelWithSecret) => void }) {
  const making = useMutation({ mutationFn: () => rotateSecret(channel, {}), onSuccess: onMade });
  if (choosesSecret(channel.settings.provider)) return null;
  return (
    <div className="mr-auto">
      <Button
        needs="editor"
        disabled={making.isPending}
        onClick={() => window.confirm(t('confirmRotateSecret')) && making.mutate()}
      >
        {t('rotateSecret')}
      </Button>
      <Problem error={making.error} />
    </div>
  );
}

function make(form: ChannelForm): Promise<ChannelWithSecret> {
  const { name, type } = form;
  return callApi('POST', '/v1/channels', {
    ...{ name: name.trim(), type, settings: writtenSettings(form) },
    ...writtenSecret(form),
  });
}

/** Saves what was changed; answers the secret that was made for another provider. */
async function change(channel: Channel, form: ChannelForm): Promise<ChannelWithSecret | null> {
  const { name, type } = form;
  await callApi('PUT', `/v1/channels/${channel.id}`, { name: name.trim(), type, settings: writtenSettings(form) });
  const given = writtenSecret(form);
  const isGiven = 'secret' in given;
  if (!isGiven && !changesProvider(channel, form)) return null;
  const changed = await rotateSecret(channel, given);
  return isGiven ? null : changed;
}

function rotateSecret({ id }: Channel, given: { secret?: string }): Promise<ChannelWithSecret> {
  return callApi('POST', `/v1/channels/${id}/rotate-secret`, given);
}

function writtenSecret({ provider, secret }: ChannelForm): { secret?: string } {
  return provider === '' || secret === '' ? {} : { secret };
}
