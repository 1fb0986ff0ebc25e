import type { FlowAction, FlowStep, FlowTrigger } from '@perdura/definition';
import { chainOf, type InnerChain } from '@perdura/definition/flow-steps';
import type { StepFault } from '@perdura/definition/flow-validity';
import { Plus, RotateCcw, SkipForward, StepForward, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { branchWords } from '../../lib/flow-operators.ts';
import { t } from '../../lib/language.ts';
import { StepIcon, stepDetail } from './step-look.tsx';
import { goesOnAfterFailure, placeAfter, placeIn, type StepPlace, shownChains, triesAgain } from './step-places.ts';

interface TreeProps {
  faults: readonly StepFault[];
  onOpen: (name: string) => void;
  /** Asks for a step to be put there; absent where nothing can be changed. */
  onAdd: ((place: StepPlace) => void) | undefined;
}

/** The steps of a flow from top to bottom, what a step holds within it. */
export function FlowTree({ trigger, ...tree }: TreeProps & { trigger: FlowTrigger }) {
  return (
    <ol className="max-w-3xl" aria-label={t('steps')}>
      <TreeStep step={trigger} tree={tree} />
      <Chain first={trigger.nextAction} tree={tree} />
    </ol>
  );
}

function Chain({ first, tree }: { first: FlowAction | null | undefined; tree: TreeProps }) {
  return chainOf(first).map((step) => <TreeStep key={step.name} step={step} tree={tree} />);
}

function TreeStep({ step, tree }: { step: FlowStep; tree: TreeProps }) {
  const isSkipped = 'skip' in step && step.skip === true;
  return (
    <li className={isSkipped ? 'opacity-60' : ''}>
      <div className="rounded-lg border border-slate-200 bg-white dark:border-slate-800 dark:bg-slate-900">
        <StepTitle step={step} tree={tree} />
        {shownChains(step).map((chain) => (
          <InnerBox key={`${chain.place} ${chain.place === 'branch' ? chain.branch : ''}`} {...{ step, chain, tree }} />
        ))}
      </div>
      <AddHere place={placeAfter(step)} after={step.displayName} tree={tree} />
    </li>
  );
}

function StepTitle({ step, tree }: { step: FlowStep; tree: TreeProps }) {
  const fault = tree.faults.find((one) => one.step === step.name);
  return (
    <button
      type="button"
      data-step={step.name}
      onClick={() => tree.onOpen(step.name)}
      className="flex w-full flex-wrap items-center gap-x-3 gap-y-1 rounded-lg px-3 py-2 text-left hover:bg-slate-50 dark:hover:bg-slate-800/60"
    >
      <StepIcon step={step} />
      <span className="min-w-40 flex-1">
        <span className="block text-sm font-medium break-words">{step.displayName}</span>
        <span className="block font-mono text-xs break-all text-muted">
          {step.name} · {stepDetail(step)}
        </span>
      </span>
      <StepMarks step={step} />
      {fault !== undefined && <span className="w-full text-xs text-rose-700 dark:text-rose-300">{fault.reason}</span>}
    </button>
  );
}

function StepMarks({ step }: { step: FlowStep }) {
  const isSkipped = 'skip' in step && step.skip === true;
  return (
    <span className="flex flex-wrap gap-2 text-xs font-medium">
      {isSkipped && (
        <Mark icon={<SkipForward aria-hidden className="size-3.5" />} tone="text-muted">
          {t('stepSkipped')}
        </Mark>
      )}
      {goesOnAfterFailure(step) && (
        <Mark icon={<StepForward aria-hidden className="size-3.5" />} tone="text-muted">
          {t('goesOn')}
        </Mark>
      )}
      {triesAgain(step) && (
        <Mark icon={<RotateCcw aria-hidden className="size-3.5" />} tone="text-muted">
          {t('triesAgain')}
        </Mark>
      )}
      {!step.valid && !isSkipped && (
        <Mark icon={<TriangleAlert aria-hidden className="size-3.5" />} tone="text-rose-700 dark:text-rose-300">
          {t('stepInvalid')}
        </Mark>
      )}
    </span>
  );
}

function Mark({ icon, tone, children }: { icon: ReactNode; tone: string; children: ReactNode }) {
  return (
    <span className={`inline-flex items-center gap-1 ${tone}`}>
      {icon}
      {children}
    </span>
  );
}

function InnerBox({ step, chain, tree }: { step: FlowStep; chain: InnerChain; tree: TreeProps }) {
  const { title, lines } = headingOf(step, chain);
  return (
    <div className="mx-3 mb-3 border-l-2 border-teal-600/40 pl-3">
      {title !== '' && (
        <p className="pt-1 text-xs">
          <span className="font-semibold">{title}</span>
          {lines.map((line, position) => (
            <span key={line} className="ml-2 break-words text-muted">
              {position > 0 && <em className="mr-2 not-italic">{t('or')}</em>}
              {line}
            </span>
          ))}
        </p>
      )}
      <AddHere place={placeIn(step, chain)} after={title || step.displayName} tree={tree} />
      {chain.first === null ? (
        tree.onAdd === undefined && <p className="py-1 text-xs text-muted">{t('noSteps')}</p>
      ) : (
        <ol>
          <Chain first={chain.first} tree={tree} />
        </ol>
      )}
    </div>
  );
}

function headingOf(step: FlowStep, chain: InnerChain): { title: string; lines: string[] } {
  if (chain.place === 'onSuccess') return { title: t('whenSucceeded'), lines: [] };
  if (chain.place === 'onFailure') return { title: t('whenFailed'), lines: [] };
  const branch = chain.place === 'branch' && step.type === 'ROUTER' ? step.settings.branches[chain.branch] : undefined;
  if (branch === undefined) return { title: '', lines: [] };
  return { title: branch.branchName, lines: [...new Set(branchWords(branch))] };
}

function AddHere({ place, after, tree: { onAdd } }: { place: StepPlace; after: string; tree: TreeProps }) {
  if (onAdd === undefined)
    return <div aria-hidden className="ml-6 h-3 border-l border-slate-300 dark:border-slate-700" />;
  return (
    <div className="ml-6 flex h-7 items-center border-l border-slate-300 dark:border-slate-700">
      <button
        type="button"
        aria-label={`${t('addStepHere')}: ${after}`}
        title={t('addStepHere')}
        onClick={() => onAdd(place)}
        className="-ml-2.5 rounded-full border border-slate-300 bg-white p-0.5 text-muted hover:bg-accent hover:text-white dark:border-slate-600 dark:bg-slate-900"
      >
        <Plus aria-hidden className="size-3.5" />
      </button>
    </div>
  );
}
