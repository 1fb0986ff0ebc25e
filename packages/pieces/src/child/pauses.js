/** How an action pauses its run: by waitpoints in newer frameworks, by `run.pause` in older ones. */

/**
 * @import { Asked, Host } from './context.js'
 * @import { PieceResponse } from '../runner/piece-call.ts'
 * @import { CreatedPieceWait } from '../runner/piece-host.ts'
 * @typedef {{ queryParams?: Record<string, string>; sync?: boolean }} ResumeUrlParts
 * @typedef {{ type: 'DELAY' | 'WEBHOOK'; resumeDateTime?: string; responseToSend?: PieceResponse }} Waitpoint
 */

/**
 * @param {Host} host
 * @param {Asked} asked
 */
export function pauses(host, asked) {
  /** @type {Map<string, Waitpoint>} */
  const waitpoints = new Map();
  let number = 0;
  /** The one wait of `pause` and `generateResumeUrl`, which cannot be awaited. @type {CreatedPieceWait | undefined} */
  let single;
  const singleWait = () => {
    single ??= asWait(host.askNow('wait', { type: 'WEBHOOK', number: ++number }));
    return single;
  };
  /** @param {Waitpoint} waitpoint */
  const create = async (waitpoint) => {
    const until = waitpoint.resumeDateTime === undefined ? undefined : asTime(waitpoint.resumeDateTime);
    const made = asWait(
      await host.ask('wait', {
        type: waitpoint.type === 'DELAY' ? 'DELAY' : 'WEBHOOK',
        number: ++number,
        ...(until === undefined ? {} : { until }),
        ...(waitpoint.responseToSend === undefined ? {} : { response: waitpoint.responseToSend }),
      }),
    );
    waitpoints.set(made.requestId, waitpoint);
    return { id: made.requestId, resumeUrl: made.resumeUrl, buildResumeUrl: resumeUrlBuilder(made.resumeUrl) };
  };
  return {
    generateResumeUrl: (/** @type {ResumeUrlParts} */ parts) => resumeUrlBuilder(singleWait().resumeUrl)(parts),
    run: {
      createWaitpoint: (/** @type {Waitpoint} */ waitpoint) => {
        const made = create(waitpoint);
        asked.pending.push(made);
        return made;
      },
      waitForWaitpoint: (/** @type {string} */ id) => {
        const waitpoint = waitpoints.get(id);
        if (waitpoint === undefined) throw new Error(`There is no waitpoint "${id}" in this call.`);
        const { type, resumeDateTime, responseToSend } = waitpoint;
        asked.pause =
          type === 'DELAY'
            ? { type, until: asTime(resumeDateTime), requestId: id }
            : { type: 'WEBHOOK', requestId: id };
        if (responseToSend !== undefined) asked.response = responseToSend;
      },
      pause: (/** @type {{ pauseMetadata?: Record<string, unknown> }} */ { pauseMetadata = {} } = {}) => {
        const { type, resumeDateTime, response } = pauseMetadata;
        asked.pause =
          type === 'DELAY'
            ? { type, until: asTime(resumeDateTime) }
            : { type: 'WEBHOOK', requestId: singleWait().requestId };
        if (type !== 'DELAY' && response !== undefined) asked.response = /** @type {PieceResponse} */ (response);
      },
    },
  };
}

/** @param {unknown} value */
function asWait(value) {
  return /** @type {CreatedPieceWait} */ (/** @type {unknown} */ (value));
}

/** @param {string} resumeUrl */
function resumeUrlBuilder(resumeUrl) {
  return (/** @type {ResumeUrlParts} */ { queryParams = {}, sync = false } = {}) => {
    const url = new URL(`${resumeUrl}${sync ? '/sync' : ''}`);
    for (const [name, value] of Object.entries(queryParams)) url.searchParams.set(name, String(value));
    return url.toString();
  };
}

/** @param {unknown} value */
function asTime(value) {
  const time = new Date(/** @type {string} */ (value));
  if (Number.isNaN(time.getTime()))
    throw new Error(`A pause needs a time to end at, and this is none: ${String(value)}.`);
  return time.toISOString();
}
