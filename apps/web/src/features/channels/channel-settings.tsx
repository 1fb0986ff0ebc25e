import { useQuery } from '@tanstack/react-query';
import { Select, TextField } from '../../components/ui/controls.tsx';
import { t } from '../../lib/language.ts';
import { connectionList } from '../../lib/queries.ts';
import { type ChannelForm, type SettingName, settingsFor } from './channel-form.ts';

interface ChannelSettingsProps {
  form: ChannelForm;
  onType: (change: Partial<ChannelForm>) => void;
}

const FIELDS: Partial<Record<SettingName, { type: 'url' | 'email'; placeholder?: string }>> = {
  replyUrl: { type: 'url', placeholder: 'https://' },
  baseUrl: { type: 'url', placeholder: 'https://' },
  address: { type: 'email' },
};

/** How replies go out, and what a provider asks for beside its secret. */
export function ChannelSettings({ form, onType }: ChannelSettingsProps) {
  return (
    <>
      <ReplyConnection form={form} onType={onType} />
      {settingsFor(form).map((name) => (
        <TextField
          key={name}
          {...FIELDS[name]}
          label={t(`channelSetting-${name}`)}
          autoComplete="off"
          value={form[name]}
          onChange={(event) => onType({ [name]: event.target.value })}
        />
      ))}
    </>
  );
}

function ReplyConnection({ form: { connection }, onType }: ChannelSettingsProps) {
  const known = (useQuery(connectionList).data?.connections ?? []).map(({ name }) => name);
  // One that is gone, or not on the first page, stays chosen until the reader chooses another.
  const names = connection === '' || known.includes(connection) ? known : [connection, ...known];
  return (
    <Select
      label={t('channelSetting-connection')}
      value={connection}
      onChange={(chosen) => onType({ connection: chosen })}
      options={[['', t('none')], ...names.map((name) => [name, name] as const)]}
    />
  );
}
