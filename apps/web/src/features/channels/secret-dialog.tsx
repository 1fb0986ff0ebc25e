import { CopyButton } from '../../components/ui/copy-button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { t } from '../../lib/language.ts';
import type { ChannelWithSecret } from '../../lib/resources.ts';

/** Shows a channel's new secret, once. */
export function SecretDialog({ channel, onClose }: { channel: ChannelWithSecret; onClose: () => void }) {
  return (
    <Dialog title={`${t('channelSecret')}: ${channel.name}`} onClose={onClose}>
      <p className="mb-2 text-sm">{t('secretOnce')}</p>
      <div className="flex items-center gap-2">
        <code className="font-mono text-xs break-all">{channel.secret}</code>
        <CopyButton text={channel.secret} what={t('channelSecret')} />
      </div>
    </Dialog>
  );
}
