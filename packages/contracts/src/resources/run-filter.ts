import { parseDataPath } from '@perdura/definition';
import { RUN_ORIGINS, RUN_STATUSES, STEP_STATUSES } from '@perdura/definition/run';
import { z } from 'zod';
import {
  betweenFields,
  fault,
  ID_PATTERN,
  idText,
  queryBoolean,
  queryInteger,
  querySet,
  quoted,
  setPattern,
  timeText,
} from '../fields.ts';

/** Longest key of the caller's own. */
export const BUSINESS_KEY_LENGTH = 200;

const MOST = 2 ** 31 - 1;
const MOST_IDS = 200;

/** Parts of sets, as patterns of the document write them. */
const ID = '[0-9a-f]{24}';
const CODE = String.raw`[^,\s](?:[^,]{0,62}[^,\s])?`;

/** What each filter of the search over runs means; all that are given must hold. */
const MEANING = {
  status: 'Only runs in one of these states',
  workflowId: 'Only runs of these workflows',
  triggeredBy: 'Only runs that one of these started',
  createdAfter: 'Only runs made at or after this time',
  createdBefore: 'Only runs made before this time',
  completedAfter: 'Only runs that ended at or after this time',
  completedBefore: 'Only runs that ended before this time',
  minDurationMs: 'Only ended runs that took at least this long',
  maxDurationMs: 'Only ended runs that took at most this long',
  nodeId: 'Only runs that have a step of this node',
  nodeStatus: 'With `nodeId`: only runs in which a step of that node is in one of these states',
  error: 'Text within the code or message of the run’s error, whatever its case',
  errorCode: 'Only runs whose error has one of these codes',
  tag: 'Only runs with this tag',
  businessKey: 'Only runs with this key of the caller’s own',
  version: 'Only runs of this version',
  parentRunId: 'Only runs that this run started',
  retryOf: 'Only runs that repeat this run',
  paused: 'Only runs that are paused, or only those that are not',
  dataPath:
    'Only runs whose trigger data has a value at this path: `order.id`, `items[0].sku`, `["a name"].x`. ' +
    'Data too large to be kept with the run (over 32 KB) is not searched',
  dataValue:
    'With `dataPath`: only runs that have this value there: a text as it is, a number, `true`, `false` or `null` as JSON',
} as const;

/** Fields of the filter that hold text or a time alike in a query and in a body. */
const plainFields = {
  createdAfter: timeText(MEANING.createdAfter).optional(),
  createdBefore: timeText(MEANING.createdBefore).optional(),
  completedAfter: timeText(MEANING.completedAfter).optional(),
  completedBefore: timeText(MEANING.completedBefore).optional(),
  nodeId: z.string().max(64).optional().meta({ description: MEANING.nodeId }),
  error: z.string().max(200).optional().meta({ description: MEANING.error }),
  tag: z.string().max(64).optional().meta({ description: MEANING.tag }),
  businessKey: z.string().max(BUSINESS_KEY_LENGTH).optional().meta({ description: MEANING.businessKey }),
  parentRunId: idText(MEANING.parentRunId).optional(),
  retryOf: idText(MEANING.retryOf).optional(),
  dataPath: dataPathText().optional(),
  dataValue: z.string().max(1_000).optional().meta({ description: MEANING.dataValue }),
};

interface Dependent {
  dataPath?: unknown;
  dataValue?: unknown;
  nodeId?: unknown;
  nodeStatus?: unknown;
}

/** Faults between the fields of a filter: what goes only with another one. */
export const filterFaults = betweenFields<Dependent>(({ dataPath, dataValue, nodeId, nodeStatus }) => [
  ...(dataValue !== undefined && dataPath === undefined
    ? [fault('needsField', { field: 'dataPath' }, ['dataValue'])]
    : []),
  ...(nodeStatus !== undefined && nodeId === undefined
    ? [fault('needsField', { field: 'nodeId' }, ['nodeStatus'])]
    : []),
]);

/**
 * The filters of a search as a query carries them: sets separated by commas. Spread its `shape` where a route has
 * parameters of its own, and add `filterFaults` as a check.
 */
export const runFilterQuery = z
  .strictObject({
    status: querySet(RUN_STATUSES, MEANING.status).optional(),
    workflowId: textSet(MEANING.workflowId, ID, idFault).optional(),
    triggeredBy: querySet(RUN_ORIGINS, MEANING.triggeredBy).optional(),
    ...plainFields,
    minDurationMs: queryInteger(0, Number.MAX_SAFE_INTEGER, MEANING.minDurationMs).optional(),
    maxDurationMs: queryInteger(0, Number.MAX_SAFE_INTEGER, MEANING.maxDurationMs).optional(),
    nodeStatus: querySet(STEP_STATUSES, MEANING.nodeStatus).optional(),
    errorCode: textSet(MEANING.errorCode, CODE, codeFault).optional(),
    version: queryInteger(1, MOST, MEANING.version).optional(),
    paused: queryBoolean(MEANING.paused).optional(),
  })
  .check(filterFaults);

/** The same filters as a body carries them: sets as lists (one value may stand alone), numbers and truth as JSON. */
export const runFilterBody = z
  .strictObject({
    status: listOf(z.enum(RUN_STATUSES), MEANING.status).optional(),
    workflowId: listOf(idText(MEANING.workflowId), MEANING.workflowId).optional(),
    triggeredBy: listOf(z.enum(RUN_ORIGINS), MEANING.triggeredBy).optional(),
    ...plainFields,
    minDurationMs: z.int().min(0).optional().meta({ description: MEANING.minDurationMs }),
    maxDurationMs: z.int().min(0).optional().meta({ description: MEANING.maxDurationMs }),
    nodeStatus: listOf(z.enum(STEP_STATUSES), MEANING.nodeStatus).optional(),
    errorCode: listOf(z.string().min(1).max(64), MEANING.errorCode).optional(),
    version: z.int().min(1).max(MOST).optional().meta({ description: MEANING.version }),
    paused: z.boolean().optional().meta({ description: MEANING.paused }),
  })
  .check(filterFaults)
  .meta({ id: 'RunFilter', example: { status: ['failed'], createdAfter: '2026-04-12T00:00:00Z' } });

/** A checked filter, of either form; fields that are not given are absent or undefined. */
export type RunFilterFields = z.output<typeof runFilterBody>;

function dataPathText() {
  return z
    .string()
    .max(200)
    .check((context) => {
      if (parseDataPath(context.value) !== null) return;
      const expected = 'a path such as order.id, items[0].sku or ["a name"].x, of at most 20 steps';
      context.issues.push(fault('badPattern', { expected, found: quoted(context.value) }));
    })
    .meta({ description: MEANING.dataPath, example: 'order.id' });
}

type TextFault = (text: string) => ReturnType<typeof fault> | null;

function idFault(text: string): ReturnType<typeof fault> | null {
  return ID_PATTERN.test(text) ? null : fault('badId', { found: quoted(text) });
}

function codeFault(text: string): ReturnType<typeof fault> | null {
  if (text !== '' && text.length <= 64) return null;
  return fault('badPattern', { expected: 'error codes', found: quoted(text) });
}

/** Texts separated by commas, in a query. */
function textSet(description: string, part: string, faultOf: TextFault) {
  return z
    .string()
    .max(MOST_IDS * 25)
    .transform((text, context) => {
      const found = [...new Set(text.split(',').map((part) => part.trim()))];
      const wrong = found.map(faultOf).find((each) => each !== null);
      if (wrong === undefined && found.length <= MOST_IDS) return found;
      context.issues.push(
        wrong ?? fault('badPattern', { expected: `at most ${MOST_IDS}`, found: String(found.length) }),
      );
      return z.NEVER;
    })
    .meta({ type: 'string', pattern: setPattern(part), description: `${description}; a comma-separated set` });
}

/** A list of values, or one of them by itself. */
function listOf<Item extends z.ZodType>(item: Item, description: string) {
  const list = z.array(item).min(1).max(MOST_IDS);
  return z.preprocess((value) => (typeof value === 'string' ? [value] : value), list).meta({ description });
}
