import type { RouterAction } from '@perdura/definition';
import { useMutation } from '@tanstack/react-query';
import { ArrowDown, ArrowUp, Copy, type LucideIcon, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { PromptDialog } from '../../components/prompt-dialog.tsx';
import { Button } from '../../components/ui/controls.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { branchWords } from '../../lib/flow-operators.ts';
import { operateFlow } from '../../lib/flow-queries.ts';
import { type TextKey, t } from '../../lib/language.ts';

interface RouterBranchesProps {
  flowId: string;
  router: RouterAction;
}

/** The branches of a router in their order; their conditions are edited with the settings. */
export function RouterBranches({ flowId, router: { name: stepName, settings } }: RouterBranchesProps) {
  const [isAdding, setIsAdding] = useState(false);
  const operation = useMutation({
    mutationFn: ({ type, request }: { type: string; request: object }) =>
      operateFlow(flowId, type, { stepName, ...request }),
  });
  const { branches } = settings;
  const act = (type: string, request: object) => operation.mutate({ type, request });
  const move = (sourceBranchIndex: number, by: 1 | -1) =>
    act('MOVE_BRANCH', { sourceBranchIndex, targetBranchIndex: sourceBranchIndex + by });
  const isPlain = (index: number) => branches[index]?.branchType === 'CONDITION';
  return (
    <section className="space-y-2">
      <div className="flex items-center justify-between gap-2">
        <h3 className="text-xs font-semibold">{t('branches')}</h3>
        <Button needs="editor" onClick={() => setIsAdding(true)}>
          {t('addBranch')}
        </Button>
      </div>
      <ol className="divide-y divide-slate-100 text-sm dark:divide-slate-800">
        {branches.map((branch, index) => {
          const tool = (text: TextKey, icon: LucideIcon, isOffered: boolean, onClick: () => void) => (
            <Tool label={`${t(text)}: ${branch.branchName}`} icon={icon} {...{ isOffered, onClick }} />
          );
          return (
            <li
              key={`${branch.branchName} ${branchWords(branch).join()}`}
              className="flex flex-wrap items-center gap-2 py-1.5"
            >
              <span className="min-w-40 flex-1">
                <span className="font-medium">{branch.branchName}</span>
                <span className="block text-xs break-words text-muted">{branchWords(branch).join(` ${t('or')} `)}</span>
              </span>
              {tool('up', ArrowUp, isPlain(index) && isPlain(index - 1), () => move(index, -1))}
              {tool('down', ArrowDown, isPlain(index) && isPlain(index + 1), () => move(index, 1))}
              {tool('duplicate', Copy, isPlain(index), () => act('DUPLICATE_BRANCH', { branchIndex: index }))}
              {tool('remove', Trash2, isPlain(index), () => {
                if (window.confirm(t('confirmRemove'))) act('DELETE_BRANCH', { branchIndex: index });
              })}
            </li>
          );
        })}
      </ol>
      <Problem error={operation.error} />
      {isAdding && (
        <PromptDialog
          title={t('addBranch')}
          label={t('branchName')}
          action={t('save')}
          isName
          onSubmit={(branchName) =>
            operateFlow(flowId, 'ADD_BRANCH', { stepName, branchName, branchIndex: plainCount(branches) })
          }
          onClose={() => setIsAdding(false)}
        />
      )}
    </section>
  );
}

/** A new branch stands before what is taken otherwise. */
function plainCount(branches: RouterAction['settings']['branches']): number {
  return branches.filter(({ branchType }) => branchType === 'CONDITION').length;
}

interface ToolProps {
  label: string;
  icon: LucideIcon;
  isOffered: boolean;
  onClick: () => void;
}

function Tool({ label, icon: Icon, isOffered, onClick }: ToolProps) {
  return (
    <Button aria-label={label} title={label} disabled={!isOffered} onClick={onClick} className="px-2">
      <Icon aria-hidden className="size-3.5" />
    </Button>
  );
}
