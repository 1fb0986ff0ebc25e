const { isCancellation, proxyActivities, proxyLocalActivities } = require('@temporalio/workflow');

/**
 * Calls one activity and tells how it ended, as a workflow sees it. The interpreter is no part of these tests: what it
 * makes of an ending is tested there.
 */
exports.callActivity = async ({ type, input, local = false, options }) => {
  const proxy = local ? proxyLocalActivities(options) : proxyActivities(options);
  try {
    return { output: await proxy[type](input) };
  } catch (error) {
    if (isCancellation(error)) return { cancelled: true };
    const { type: code, message, nonRetryable, details, stack } = error.cause;
    return { failure: { name: error.cause.name, code, message, nonRetryable, details, stack } };
  }
};
