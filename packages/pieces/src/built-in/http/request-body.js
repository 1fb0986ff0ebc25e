import { textsOf } from './texts-of.js';

/**
 * The body of a request and its content type.
 *
 * @param {string} kind `none`, `json`, `raw` or `form_data`
 * @param {unknown} data
 * @returns {Promise<{ body: Buffer | null, type: string | null }>}
 */
export async function requestBody(kind, data) {
  if (kind === 'none' || data === undefined || data === null) return { body: null, type: null };
  if (kind === 'form_data') return formBody(data);
  const type = kind === 'json' ? 'application/json' : null;
  return { body: Buffer.from(typeof data === 'string' ? data : JSON.stringify(data)), type };
}

/**
 * @param {unknown} data a list of `{fieldName, fieldType, textFieldValue, fileFieldValue}`, or texts by name
 */
async function formBody(data) {
  const form = new FormData();
  const fields = Array.isArray(data) ? data.map(fieldOf) : Object.entries(textsOf(data));
  for (const [name, value, fileName] of fields) {
    if (value instanceof Blob) form.append(name, value, fileName);
    else if (value !== '') form.append(name, value);
  }
  const encoded = new Response(form);
  return { body: Buffer.from(await encoded.arrayBuffer()), type: encoded.headers.get('content-type') };
}

/**
 * @param {unknown} field
 * @returns {[string, string | Blob, string?]}
 */
function fieldOf(field) {
  const { fieldName, fieldType, textFieldValue, fileFieldValue } = Object(field);
  if (fieldType !== 'file') return [String(fieldName), String(textFieldValue ?? '')];
  // A step that was not edited since knows no files: what it gives is the content.
  const { data, filename } = typeof fileFieldValue === 'string' ? { data: fileFieldValue } : Object(fileFieldValue);
  return [String(fieldName), data === undefined ? '' : new Blob([data]), String(filename ?? 'file')];
}
