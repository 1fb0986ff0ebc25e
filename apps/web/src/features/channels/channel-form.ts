import type { Channel } from '../../lib/resources.ts';

type Settings = Channel['settings'];
type Provider = NonNullable<Settings['provider']>;

export const CHANNEL_TYPES = [
  ...(['web', 'whatsapp', 'email', 'telegram', 'line', 'wechat', 'sms', 'slack', 'teams', 'custom'] as const),
] satisfies Channel['type'][];

export const CHANNEL_PROVIDERS = ['telegram', 'whatsapp', 'line', 'slack'] as const satisfies Provider[];

/** Every setting of a channel as the text of its field; empty: not set. */
export type ChannelForm = Record<Exclude<keyof Settings, 'provider'> | 'name' | 'secret', string> & {
  type: Channel['type'];
  provider: Provider | '';
};

export type SettingName = Exclude<keyof Settings, 'provider'>;

/** The form of a channel, or of one that is not there yet. */
export function formOf(channel: Channel | undefined): ChannelForm {
  const { name = '', type = 'web', settings = {} } = channel ?? {};
  const { provider = '', replyUrl = '', connection = '', baseUrl = '' } = settings;
  const { sender = '', verifyToken = '', address = '', subject = '' } = settings;
  return { name, type, provider, replyUrl, connection, baseUrl, sender, verifyToken, address, subject, secret: '' };
}

/** Which settings, beside provider and connection, are of use to such a channel. */
export function settingsFor({ type, provider }: Pick<ChannelForm, 'type' | 'provider'>): SettingName[] {
  // Replies go out by the provider that the channel has, or else by the one that it is named after.
  const way = CHANNEL_PROVIDERS.find((each) => each === (provider === '' ? type : provider));
  return [
    'replyUrl',
    ...(way === undefined ? [] : (['baseUrl'] as const)),
    ...(way === 'whatsapp' ? (['sender'] as const) : []),
    ...(provider === 'whatsapp' ? (['verifyToken'] as const) : []),
    ...(type === 'email' ? (['address', 'subject'] as const) : []),
  ];
}

/** The settings that a form stands for; those of no use to such a channel are left out. */
export function writtenSettings(form: ChannelForm): Settings {
  const names = ['provider', 'connection', ...settingsFor(form)] as const;
  return Object.fromEntries(
    names.flatMap((name) => (form[name].trim() === '' ? [] : [[name, form[name].trim()] as const])),
  );
}

/** Whether messages are signed by a secret that the provider alone chooses. */
export function choosesSecret(provider: Provider | '' | undefined): boolean {
  return provider === 'whatsapp' || provider === 'line' || provider === 'slack';
}

/** Whether the channel is of another provider than the form, whose secret the present one cannot be. */
export function changesProvider(channel: Channel, { provider }: ChannelForm): boolean {
  return (channel.settings.provider ?? '') !== provider;
}
