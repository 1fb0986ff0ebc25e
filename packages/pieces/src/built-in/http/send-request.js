import {
  array,
  checkbox,
  dependent,
  dropdown,
  file,
  json,
  longText,
  number,
  object,
  shortText,
} from '../define-piece.js';
import { exchange } from './exchange.js';
import { requestBody } from './request-body.js';
import { textsOf } from './texts-of.js';

/**
 * @import { Action, ActionContext } from '../piece-context.ts'
 * @import { Answer, Request } from './exchange.js'
 */

const METHODS = Object.fromEntries(['GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'HEAD'].map((method) => [method, method]));
const MOST_ATTEMPTS = 3;

/** @type {Action} */
export const sendRequest = {
  name: 'send_request',
  displayName: 'Send HTTP request',
  description: 'Sends a request and gives the status, the headers and the body of its answer.',
  props: {
    method: dropdown('Method', METHODS, { required: true, defaultValue: 'GET' }),
    url: shortText('URL', { required: true }),
    headers: object('Headers', { defaultValue: {} }),
    queryParams: object('Query params', { defaultValue: {} }),
    authType: dropdown(
      'Authentication',
      { None: 'NONE', 'Basic Auth': 'BASIC', 'Bearer Token': 'BEARER_TOKEN' },
      { required: true, defaultValue: 'NONE' },
    ),
    authFields: dependent('Authentication Fields', 'authType', {
      BASIC: {
        username: shortText('Username', { required: true }),
        password: shortText('Password', { required: true }),
      },
      BEARER_TOKEN: { token: shortText('Token', { required: true }) },
    }),
    body_type: dropdown(
      'Body Type',
      { None: 'none', 'Form Data': 'form_data', JSON: 'json', Raw: 'raw' },
      { defaultValue: 'none' },
    ),
    body: dependent('Body', 'body_type', {
      json: { data: json('JSON Body', { required: true }) },
      raw: { data: longText('Raw Body', { required: true }) },
      form_data: { data: array('Form Data', { required: true, properties: formField() }) },
    }),
    response_is_binary: checkbox('Response is Binary', {
      defaultValue: false,
      description: 'The body is given as base64: for PDFs, images and the like.',
    }),
    response_to_file: checkbox('Save Response to File', {
      defaultValue: false,
      description: 'The body is kept as a file, and its address is given in place of it.',
    }),
    timeout: number('Timeout(in seconds)'),
    followRedirects: checkbox('Follow redirects', { defaultValue: false }),
    failureMode: dropdown(
      'On Failure',
      {
        'Retry on all errors (4xx, 5xx)': 'retry_all',
        'Retry on internal errors (5xx)': 'retry_5xx',
        'Do not retry': 'retry_none',
        'Continue flow on all errors': 'continue_all',
        'Continue flow on 4xx errors': 'continue_4xx',
        'Do not continue (stop the flow)': 'continue_none',
      },
      { defaultValue: 'continue_none' },
    ),
  },
  async run(context) {
    const request = await requestOf(context.propsValue);
    const { answer, fault } = await insist(request, modeOf(context.propsValue));
    if (fault !== undefined && answer === null) return { response: { status: null, body: fault.message } };
    if (answer === null) throw new Error(`${request.url} gave no answer.`);
    if (fault !== undefined) return failure(request, answer);
    return outcome(context, answer);
  },
};

/**
 * Flows of older versions of the piece have a checkbox in place of the mode.
 *
 * @param {ActionContext['propsValue']} props
 */
function modeOf({ failsafe, failureMode }) {
  return failsafe === true ? 'continue_all' : String(failureMode);
}

function formField() {
  return {
    fieldName: shortText('Field Name', { required: true }),
    fieldType: dropdown('Field Type', { Text: 'text', File: 'file' }, { required: true }),
    textFieldValue: longText('Text Field Value'),
    fileFieldValue: file('File Field Value'),
  };
}

/**
 * @param {ActionContext['propsValue']} props
 * @returns {Promise<Request>}
 */
async function requestOf(props) {
  if (props.use_proxy === true) throw new Error('Requests by way of a proxy are not supported.');
  const { body, type } = await requestBody(String(props.body_type ?? 'none'), Object(props.body).data);
  return {
    method: String(props.method ?? 'GET').toUpperCase(),
    url: withQuery(String(props.url), textsOf(props.queryParams)),
    headers: { ...(type === null ? {} : { 'content-type': type }), ...authorization(props), ...textsOf(props.headers) },
    body,
    timeoutMs: typeof props.timeout === 'number' && props.timeout > 0 ? props.timeout * 1_000 : null,
    followRedirects: props.followRedirects === true,
  };
}

/**
 * @param {string} url
 * @param {Record<string, string>} parameters
 */
function withQuery(url, parameters) {
  if (!URL.canParse(url))
    throw new Error(`${JSON.stringify(url)} is no URL; expected one like https://example.com/path.`);
  const whole = new URL(url);
  for (const [name, value] of Object.entries(parameters)) whole.searchParams.append(name, value);
  return whole.href;
}

/**
 * @param {ActionContext['propsValue']} props
 * @returns {Record<string, string>}
 */
function authorization({ authType, authFields }) {
  const { username = '', password = '', token = '' } = Object(authFields);
  if (authType === 'BASIC') {
    return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
  }
  return authType === 'BEARER_TOKEN' ? { authorization: `Bearer ${token}` } : {};
}

/**
 * Sends a request until it succeeds or the mode has it end.
 *
 * @param {Request} request
 * @param {string} mode
 * @returns {Promise<{ answer: Answer | null, fault?: Error }>} a fault is one that the flow goes on after
 */
async function insist(request, mode) {
  for (let attempt = 1; ; attempt += 1) {
    /** @type {Answer | null} */
    let answer = null;
    /** @type {Error} */
    let fault;
    try {
      answer = await exchange(request);
      if (answer.status < 400) return { answer };
      fault = new Error(JSON.stringify(failure(request, answer)));
    } catch (error) {
      fault = error instanceof Error ? error : new Error(String(error));
    }
    const status = answer?.status ?? null;
    if (goesOn(mode, status)) return { answer, fault };
    if (attempt >= MOST_ATTEMPTS || !isRetried(mode, status)) throw fault;
  }
}

/**
 * @param {string} mode
 * @param {number | null} status null when there was no answer
 */
function goesOn(mode, status) {
  if (mode === 'continue_all') return true;
  return mode === 'continue_4xx' && status !== null && status < 500;
}

/**
 * @param {string} mode
 * @param {number | null} status
 */
function isRetried(mode, status) {
  if (mode === 'retry_all') return true;
  return mode === 'retry_5xx' && (status === null || status >= 500);
}

/**
 * @param {Request} request
 * @param {Answer} answer
 */
function failure(request, { status, body }) {
  return { response: { status, body: readable(body) }, request: { url: request.url } };
}

/**
 * @param {ActionContext} context
 * @param {Answer} answer
 */
async function outcome({ propsValue, files }, { status, headers, body, url }) {
  if (propsValue.response_to_file === true) {
    return { status, headers, file: await files.write({ fileName: fileName(url), data: body }) };
  }
  return { status, headers, body: propsValue.response_is_binary === true ? body.toString('base64') : readable(body) };
}

/**
 * JSON as what it says, everything else as text.
 *
 * @param {Buffer} body
 * @returns {unknown}
 */
function readable(body) {
  const text = body.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** @param {string} url */
function fileName(url) {
  return decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '') || 'response';
}
