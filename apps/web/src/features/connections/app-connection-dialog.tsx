import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Select, TextField } from '../../components/ui/controls.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { callApi } from '../../lib/api-client.ts';
import { t } from '../../lib/language.ts';
import { pieceList, shortPieceName } from '../../lib/piece-queries.ts';
import { queryClient } from '../../lib/queries.ts';
import { CONNECTION_TYPES, type ConnectionType } from './app-connection-value.ts';
import { OAuth2Form } from './oauth2-form.tsx';
import { WrittenValueForm } from './written-value-form.tsx';

/** Stores a connection for pieces: its value is written, or got by signing in to the service. */
export function AppConnectionDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [pieceName, setPieceName] = useState('');
  const [type, setType] = useState<ConnectionType>('SECRET_TEXT');
  const save = async (value: object) => {
    const piece = pieceName.trim() === '' ? {} : { pieceName: pieceName.trim() };
    await callApi('POST', '/v1/app-connections', {
      externalId: name.trim(),
      displayName: name.trim(),
      ...piece,
      type,
      value,
    });
    await queryClient.invalidateQueries({ queryKey: ['app-connections'] });
    onClose();
  };
  const form = { name: name.trim(), pieceName: pieceName.trim(), onSave: save, onClose };
  return (
    <Dialog title={t('addAppConnection')} onClose={onClose}>
      <div className="space-y-3">
        <TextField label={t('name')} value={name} onChange={(event) => setName(event.target.value)} />
        <PieceField value={pieceName} onChange={setPieceName} />
        <Select
          label={t('type')}
          value={type}
          onChange={(chosen) => setType(CONNECTION_TYPES.find((one) => one === chosen) ?? 'SECRET_TEXT')}
          options={CONNECTION_TYPES.map((one) => [one, one] as const)}
        />
        {type === 'OAUTH2' ? (
          <OAuth2Form {...form} />
        ) : (
          <WrittenValueForm key={`${type} ${pieceName}`} type={type} {...form} />
        )}
      </div>
    </Dialog>
  );
}

/** A piece's name: any may be written, those that are known are offered. */
function PieceField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const pieces = useQuery(pieceList()).data ?? [];
  return (
    <>
      <TextField
        label={t('pieceOptional')}
        list="known-pieces"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id="known-pieces">
        {pieces.map(({ name, displayName }) => (
          <option key={name} value={shortPieceName(name)}>
            {displayName}
          </option>
        ))}
      </datalist>
    </>
  );
}
