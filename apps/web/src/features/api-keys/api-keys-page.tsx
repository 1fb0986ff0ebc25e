import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { SecretDialog } from '../../components/secret-dialog.tsx';
import { AddButton, Button, Panel } from '../../components/ui/controls.tsx';
import { Empty, Loaded, Problem } from '../../components/ui/feedback.tsx';
import { Pages } from '../../components/ui/pages.tsx';
import { Cell, Table } from '../../components/ui/table.tsx';
import { callApi } from '../../lib/api-client.ts';
import { apiKeyList, refreshApiKeys } from '../../lib/api-key-queries.ts';
import { formatTime, t } from '../../lib/language.ts';
import { memberNames } from '../../lib/people-queries.ts';
import { me } from '../../lib/queries.ts';
import type { ApiKey, CreatedApiKey } from '../../lib/resources.ts';
import { NewApiKeyDialog } from './new-api-key-dialog.tsx';
import { RotateApiKeyDialog } from './rotate-api-key-dialog.tsx';

/** By which keys programs act for oneself in the project; owners see the keys of all members. */
export function ApiKeysPage() {
  const [cursors, setCursors] = useState<string[]>([]);
  const [isAdding, setIsAdding] = useState(false);
  const [rotated, setRotated] = useState<ApiKey>();
  const [made, setMade] = useState<CreatedApiKey>();
  const query = useQuery(apiKeyList(cursors.at(-1)));
  const revocation = useMutation({
    mutationFn: (id: string) => callApi('DELETE', `/v1/api-keys/${id}`),
    onSettled: refreshApiKeys,
  });
  return (
    <Panel
      isPage
      title={t('apiKeys')}
      actions={
        <AddButton needs="viewer" onClick={() => setIsAdding(true)}>
          {t('newApiKey')}
        </AddButton>
      }
    >
      <p className="mb-3 text-sm text-muted">{t('apiKeysHint')}</p>
      <Problem error={revocation.error} />
      <Loaded query={query}>
        {({ apiKeys, nextCursor }) => (
          <>
            <KeyTable apiKeys={apiKeys} onRotate={setRotated} onRevoke={revocation.mutate} />
            <Pages cursors={cursors} nextCursor={nextCursor} onTurn={setCursors} />
          </>
        )}
      </Loaded>
      {isAdding && <NewApiKeyDialog onMade={setMade} onClose={() => setIsAdding(false)} />}
      {rotated !== undefined && (
        <RotateApiKeyDialog apiKey={rotated} onMade={setMade} onClose={() => setRotated(undefined)} />
      )}
      {made !== undefined && (
        <SecretDialog title={`${t('apiKey')}: ${made.name}`} secret={made.key} onClose={() => setMade(undefined)} />
      )}
    </Panel>
  );
}

interface KeyTableProps {
  apiKeys: ApiKey[];
  onRotate: (apiKey: ApiKey) => void;
  onRevoke: (id: string) => void;
}

function KeyTable({ apiKeys, onRotate, onRevoke }: KeyTableProps) {
  if (apiKeys.length === 0) return <Empty>{t('nothingHere')}</Empty>;
  return (
    <Table heads={[t('name'), t('keyScopes'), t('keyHolder'), t('created'), t('lastUsed'), t('keyEnds'), '']}>
      {apiKeys.map((apiKey) => (
        <KeyRow key={apiKey.id} apiKey={apiKey} onRotate={onRotate} onRevoke={onRevoke} />
      ))}
    </Table>
  );
}

function KeyRow({ apiKey, onRotate, onRevoke }: Omit<KeyTableProps, 'apiKeys'> & { apiKey: ApiKey }) {
  const { id, userId, name, scopes, createdAt, lastUsedAt } = apiKey;
  const reader = useQuery(me).data;
  return (
    <tr>
      <Cell>
        {name}
        {reader?.apiKeyId === id && <span className="ml-2 text-xs text-muted">{t('keyOfTab')}</span>}
      </Cell>
      <Cell>{scopes.map((scope) => t(`scope-${scope}`)).join(', ')}</Cell>
      <Cell>
        <Holder userId={userId} />
      </Cell>
      <Cell>
        <div className="min-w-28">{formatTime(createdAt)}</div>
      </Cell>
      <Cell>
        <div className="min-w-28">{lastUsedAt === null ? t('neverUsed') : formatTime(lastUsedAt)}</div>
      </Cell>
      <Cell>
        <div className="min-w-28">{endOf(apiKey)}</div>
      </Cell>
      <Cell>
        {isLive(apiKey) && (
          <div className="flex justify-end gap-2">
            {reader?.user.id === userId && (
              <Button needs="viewer" aria-label={`${t('rotateKey')}: ${name}`} onClick={() => onRotate(apiKey)}>
                {t('rotateKey')}
              </Button>
            )}
            <Button
              needs="viewer"
              tone="danger"
              aria-label={`${t('revokeKey')}: ${name}`}
              onClick={() => window.confirm(t('confirmRevokeKey')) && onRevoke(id)}
            >
              {t('revokeKey')}
            </Button>
          </div>
        )}
      </Cell>
    </tr>
  );
}

/** The name of a key's user; the id of one who is no member. */
function Holder({ userId }: { userId: string }) {
  const readerId = useQuery(me).data?.user.id;
  const isOther = readerId !== undefined && readerId !== userId;
  const members = useQuery({ ...memberNames, enabled: isOther }).data?.members ?? [];
  if (!isOther) return readerId === undefined ? null : t('you');
  const user = members.find((member) => member.userId === userId)?.user;
  if (user === undefined) return <code className="font-mono text-xs">{userId}</code>;
  return (
    <>
      {user.name}
      <div className="text-xs text-muted">{user.email}</div>
    </>
  );
}

function isLive({ revokedAt, expiresAt }: ApiKey): boolean {
  return revokedAt === null && (expiresAt === null || Date.parse(expiresAt) > Date.now());
}

function endOf(apiKey: ApiKey): string {
  const { revokedAt, expiresAt } = apiKey;
  if (revokedAt !== null) return `${t('keyRevoked')}: ${formatTime(revokedAt)}`;
  if (expiresAt === null) return t('keyNeverEnds');
  return isLive(apiKey) ? formatTime(expiresAt) : `${formatTime(expiresAt)} (${t('expired')})`;
}
