import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, TextArea, TextField } from '../../components/ui/controls.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { t } from '../../lib/language.ts';
import { fullPieceName, pieceDetail, pieceList, waysToSignIn } from '../../lib/piece-queries.ts';
import { writtenObject } from '../../lib/written-json.ts';
import { emptyValue, type WrittenType } from './app-connection-value.ts';

export interface ValueFormProps {
  /** Of the connection; empty while nothing is written. */
  name: string;
  pieceName: string;
  onSave: (value: object) => Promise<void>;
  onClose: () => void;
}

/** The value of a connection as its owner writes it: fields where they are known, JSON where the piece says what it is. */
export function WrittenValueForm({ type, name, pieceName, onSave, onClose }: ValueFormProps & { type: WrittenType }) {
  const known = useQuery(pieceList()).data?.find((piece) => piece.name === fullPieceName(pieceName));
  const piece = useQuery({
    ...pieceDetail(known?.name ?? '', known?.version),
    enabled: type === 'CUSTOM_AUTH' && known !== undefined,
  }).data;
  const [written, setWritten] = useState<string>();
  const text = written ?? JSON.stringify(emptyValue(type, piece === undefined ? [] : waysToSignIn(piece)), null, 2);
  const saving = useMutation({ mutationFn: async () => onSave(writtenObject(text) ?? {}) });
  const change = (field: string, value: string) =>
    setWritten(JSON.stringify({ ...writtenObject(text), [field]: value }));
  const value = (field: string) => String(writtenObject(text)?.[field] ?? '');
  return (
    <form
      className="space-y-3"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate();
      }}
    >
      {type === 'SECRET_TEXT' && (
        <Secret label={t('secretText')} value={value('secret_text')} onChange={(to) => change('secret_text', to)} />
      )}
      {type === 'BASIC_AUTH' && (
        <>
          <TextField
            label={t('usernameField')}
            value={value('username')}
            onChange={(event) => change('username', event.target.value)}
          />
          <Secret label={t('passwordField')} value={value('password')} onChange={(to) => change('password', to)} />
        </>
      )}
      {type === 'CUSTOM_AUTH' && <TextArea label={t('value')} value={text} onChange={setWritten} />}
      <p className="text-xs text-muted">{t('secretNote')}</p>
      <Problem error={saving.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t('cancel')}</Button>
        <Button type="submit" tone="accent" disabled={saving.isPending || name === ''}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
}

/** A field whose text is not shown. */
export function Secret({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <TextField
      label={label}
      type="password"
      autoComplete="new-password"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
