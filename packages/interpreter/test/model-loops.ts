import type { JsonValue } from '@perdura/definition';
import {
  failedNodes,
  isSameError,
  type ModelError,
  type ModelGraph,
  type ModelStep,
  type ObservedStep,
  type Surroundings,
} from './model-steps.ts';
import { itemOf, scriptOf } from './scripts.ts';

type PlayRound = (index: number, inside: Surroundings) => ModelGraph;

/** What a loop whose opening succeeded comes to. */
export function playLoop(
  opened: ModelStep,
  around: Surroundings,
  playRound: PlayRound,
  observed: ObservedStep | undefined,
): ModelStep {
  const play = { 'for-each': playForEach, loop: playInTurn }[opened.node.type as string] ?? playWhile;
  return play({ ...opened, result: null }, around, playRound, observed);
}

function playForEach(
  opened: ModelStep,
  around: Surroundings,
  playRound: PlayRound,
  observed: ObservedStep | undefined,
): ModelStep {
  const { items = 0, concurrency = 1, onItemError = 'fail' } = scriptOf(opened.node);
  const rounds: ModelGraph[] = [];
  for (let index = 0; index < items; index += 1) {
    const item = itemOf(opened.node.id, opened.iteration, index);
    rounds.push(playRound(index, { ...around, locals: { ...around.locals, item, index } }));
  }
  if (onItemError === 'continue') {
    const list = Array.isArray(observed?.result) ? observed.result : [];
    return {
      ...opened,
      rounds,
      sureRounds: items,
      result: rounds.map((round, index) => (round.fatal.length > 0 ? notedError(round, list[index]) : round.result)),
    };
  }
  const failing = rounds.filter((round) => round.fatal.length > 0).slice(0, concurrency);
  if (failing.length === 0)
    return { ...opened, rounds, sureRounds: items, result: rounds.map((round) => round.result) };
  const error = errorOf(failing, observed);
  if (concurrency > 1) return { ...opened, status: 'failed', error, rounds, sureRounds: 0 };
  const until = rounds.indexOf(failing[0] as ModelGraph) + 1;
  return { ...opened, status: 'failed', error, rounds: rounds.slice(0, until), sureRounds: until };
}

function playInTurn(
  opened: ModelStep,
  around: Surroundings,
  playRound: PlayRound,
  observed: ObservedStep | undefined,
): ModelStep {
  const { items = 0, gathers = false } = scriptOf(opened.node);
  const rounds: ModelGraph[] = [];
  let item: JsonValue = null;
  while (rounds.length < items) {
    item = itemOf(opened.node.id, opened.iteration, rounds.length);
    const loops = { ...around.loops, [opened.node.id]: { item, index: rounds.length + 1 } };
    const round = playRound(rounds.length, { ...around, loops });
    rounds.push(round);
    if (round.fatal.length > 0) {
      return { ...opened, status: 'failed', error: errorOf([round], observed), rounds, sureRounds: rounds.length };
    }
  }
  const result = { item, index: items };
  return {
    ...{ ...opened, rounds, sureRounds: items },
    result: gathers ? { ...result, iterations: rounds.map(gathered) } : result,
  };
}

function gathered({ steps }: ModelGraph): JsonValue {
  const ran = steps.filter(({ status }) => status !== 'skipped');
  return Object.fromEntries(
    ran.map(({ node, status, result }) => [node.id, { type: node.type, status, output: result }]),
  );
}

function playWhile(
  opened: ModelStep,
  around: Surroundings,
  playRound: PlayRound,
  observed: ObservedStep | undefined,
): ModelStep {
  const { rounds: wanted = 0, maxIterations = 100, onLimit = 'fail' } = scriptOf(opened.node);
  const done: ModelGraph[] = [];
  const ended = (end: Partial<ModelStep>): ModelStep => ({
    ...opened,
    attempts: null,
    rounds: done,
    sureRounds: done.length,
    ...end,
  });
  let last: JsonValue = null;
  let { previous } = around;
  while (done.length < wanted) {
    if (done.length >= maxIterations) {
      if (onLimit === 'fail') return ended({ status: 'failed', error: { code: 'LOOP_LIMIT', message: null } });
      break;
    }
    const index = done.length;
    const round = playRound(index, { ...around, previous, locals: { ...around.locals, index, last } });
    done.push(round);
    if (round.fatal.length > 0) return ended({ status: 'failed', error: errorOf([round], observed) });
    last = round.result;
    previous = new Map([...previous, ...round.steps.map((step) => [step.node.id, step] as const)]);
  }
  return ended({ result: { iterations: done.length, last } });
}

/** The error with which a loop fails; of several that are possible the real one. */
function errorOf(failing: ModelGraph[], observed: ObservedStep | undefined): ModelError | null {
  const steps = failing.flatMap((round) => round.fatal);
  const real = observed?.error ?? null;
  const chosen = real === null ? undefined : steps.find((step) => isSameError(step.error, real));
  return (chosen ?? steps[0])?.error ?? null;
}

function notedError(round: ModelGraph, real: JsonValue | undefined): JsonValue {
  const noted = round.fatal.flatMap((step) =>
    failedNodes(step).map((nodeId) => ({
      error: { code: step.error?.code ?? null, message: step.error?.message ?? '*', nodeId },
    })),
  );
  const key = nodeIdOf(real);
  return noted.find(({ error }) => error.nodeId === key) ?? noted[0] ?? null;
}

function nodeIdOf(noted: JsonValue | undefined): JsonValue {
  if (typeof noted !== 'object' || noted === null || Array.isArray(noted)) return null;
  const { error } = noted;
  return typeof error === 'object' && error !== null && !Array.isArray(error) ? (error.nodeId ?? null) : null;
}
