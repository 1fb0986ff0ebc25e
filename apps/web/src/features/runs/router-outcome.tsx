import { CircleCheck, CircleMinus } from 'lucide-react';
import { t } from '../../lib/language.ts';
import { isRecord } from '../../lib/nested-nodes.ts';

interface Branch {
  branchName: string;
  branchIndex: number;
  evaluation: boolean;
}

/** The branches of a router, and which of them fitted. */
export function RouterOutcome({ branches }: { branches: Branch[] }) {
  return (
    <ul className="space-y-1">
      {branches.map(({ branchName, branchIndex, evaluation }) => {
        const Icon = evaluation ? CircleCheck : CircleMinus;
        return (
          <li key={branchIndex} className="flex items-center gap-1.5">
            <Icon
              aria-hidden
              className={`size-4 ${evaluation ? 'text-emerald-700 dark:text-emerald-400' : 'text-muted'}`}
            />
            <span className={evaluation ? 'font-medium' : 'text-muted'}>{branchName}</span>
            <span className="text-xs text-muted">{evaluation ? t('branchTaken') : t('branchPassed')}</span>
          </li>
        );
      })}
    </ul>
  );
}

/** The branches that a router's result tells; null for all other results. */
export function routerBranches(nodeType: string, result: unknown): Branch[] | null {
  if (nodeType !== 'router' || !isRecord(result) || !Array.isArray(result.branches)) return null;
  return result.branches.filter(isBranch);
}

function isBranch(value: unknown): value is Branch {
  return isRecord(value) && typeof value.branchName === 'string' && typeof value.branchIndex === 'number';
}
