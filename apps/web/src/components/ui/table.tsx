import type { ReactNode } from 'react';

export function Table({ heads, children }: { heads: readonly string[]; children: ReactNode }) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-left text-sm">
        <thead>
          <tr className="border-b border-slate-200 text-xs text-muted dark:border-slate-800">
            {heads.map((head) =>
              head === '' ? (
                <td key={head} />
              ) : (
                <th key={head} scope="col" className="px-3 py-2 font-medium break-keep">
                  {head}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody className="divide-y divide-slate-100 dark:divide-slate-800/60">{children}</tbody>
      </table>
    </div>
  );
}

export function Cell({ children }: { children?: ReactNode }) {
  // A short word of Chinese would be broken after each character otherwise.
  return <td className="px-3 py-2 align-top break-keep">{children}</td>;
}
