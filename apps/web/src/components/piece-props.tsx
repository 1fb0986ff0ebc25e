import type { PieceProperties } from '@perdura/definition';
import { t } from '../lib/language.ts';

/** What an action or a trigger takes: each field with its type, and what it is for. */
export function PieceProps({ props }: { props: PieceProperties }) {
  const fields = Object.entries(props);
  if (fields.length === 0) return <p className="text-xs text-muted">{t('noInput')}</p>;
  return (
    <ul className="space-y-1.5 text-xs">
      {fields.map(([name, { type, displayName, description, required, defaultValue }]) => (
        <li key={name} className="break-words">
          <code className="font-mono font-semibold">{name}</code>{' '}
          <span className="text-muted">
            {type}
            {required && ` · ${t('requiredField')}`}
            {defaultValue !== undefined && defaultValue !== null && ` · = ${JSON.stringify(defaultValue)}`}
          </span>
          <span className="block">{displayName}</span>
          {description !== undefined && description !== '' && (
            <span className="line-clamp-3 text-muted">{description}</span>
          )}
        </li>
      ))}
    </ul>
  );
}
