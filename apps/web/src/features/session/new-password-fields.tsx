import { useState } from 'react';
import { TextField } from '../../components/ui/controls.tsx';
import { t } from '../../lib/language.ts';

/** A new password, twice; tells null as long as the two are not the same. */
export function NewPasswordFields({ onChange }: { onChange: (password: string | null) => void }) {
  const [first, setFirst] = useState('');
  const [second, setSecond] = useState('');
  const tell = (one: string, other: string) => onChange(one !== '' && one === other ? one : null);
  return (
    <>
      <p className="text-xs text-muted">{t('passwordHint')}</p>
      <TextField
        label={t('newPassword')}
        type="password"
        autoComplete="new-password"
        required
        value={first}
        onChange={(event) => {
          setFirst(event.target.value);
          tell(event.target.value, second);
        }}
      />
      <TextField
        label={t('repeatPassword')}
        type="password"
        autoComplete="new-password"
        required
        value={second}
        onChange={(event) => {
          setSecond(event.target.value);
          tell(first, event.target.value);
        }}
      />
      {second !== '' && first !== second && (
        <p className="text-xs text-rose-700 dark:text-rose-300">{t('passwordsDiffer')}</p>
      )}
    </>
  );
}
