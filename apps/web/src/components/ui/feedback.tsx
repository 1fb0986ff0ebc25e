import type { ReactNode } from 'react';
import { ApiProblem } from '../../lib/api-client.ts';
import { t } from '../../lib/language.ts';

/** What went wrong, with every fault that the API named; `onPlace` shows the place of a fault. */
export function Problem({ error, onPlace }: { error: unknown; onPlace?: (pointer: string) => void }) {
  if (error === null || error === undefined) return null;
  const unreachable = error instanceof ApiProblem && error.status === 0;
  const faults = error instanceof ApiProblem ? error.faults : [];
  const [first] = faults;
  // The message of the API quotes the first fault already.
  const isSaid =
    onPlace === undefined && faults.length === 1 && first !== undefined && errorText(error).includes(first.message);
  return (
    <div
      role="alert"
      className="rounded-md border border-rose-300 bg-rose-50 px-3 py-2 text-sm text-rose-800 dark:border-rose-900 dark:bg-rose-950 dark:text-rose-200"
    >
      <p className="font-medium">{unreachable ? t('unreachable') : errorText(error)}</p>
      {faults.length > 0 && !isSaid && (
        <ul className="mt-1 list-disc space-y-0.5 pl-5">
          {faults.map((fault) => (
            <li key={`${fault.pointer} ${fault.message}`}>
              <Place pointer={fault.pointer} onPlace={onPlace} /> {fault.message}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function Place({ pointer, onPlace }: { pointer: string; onPlace: ((pointer: string) => void) | undefined }) {
  const text = <code className="font-mono text-xs">{pointer || '/'}</code>;
  if (onPlace === undefined) return text;
  return (
    <button type="button" className="underline" title={t('showInEditor')} onClick={() => onPlace(pointer)}>
      {text}
    </button>
  );
}

export function Empty({ children }: { children: ReactNode }) {
  return <p className="py-8 text-center text-sm text-muted">{children}</p>;
}

/** The states of a query around what it brought: loading, failed, there. */
export function Loaded<Data>({
  query,
  children,
}: {
  query: { data: Data | undefined; error: unknown };
  children: (data: Data) => ReactNode;
}) {
  if (query.data === undefined) return query.error ? <Problem error={query.error} /> : <Empty>{t('loading')}</Empty>;
  return (
    <>
      {query.error ? <Problem error={query.error} /> : null}
      {children(query.data)}
    </>
  );
}
