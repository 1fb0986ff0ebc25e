import { checkbox, shortText } from '../define-piece.js';

/** @import { Action } from '../piece-context.ts' */

/** @type {Action} */
export const parseUrl = {
  name: 'parse_url',
  displayName: 'Parse URL',
  description: 'Takes the host, the path and the query parameters out of a URL.',
  props: {
    url: shortText('URL', { required: true, description: 'The whole URL, with its scheme.' }),
    returnArrays: checkbox('Return Values as Arrays', {
      defaultValue: true,
      description: 'Each parameter as the list of its values. Otherwise its first value only.',
    }),
  },
  async run({ propsValue: { url, returnArrays } }) {
    const parsed = parse(String(url));
    const { searchParams } = parsed;
    const names = [...new Set(searchParams.keys())];
    const valuesOf = (/** @type {string} */ name) =>
      returnArrays === false ? searchParams.get(name) : searchParams.getAll(name);
    return {
      base_url: `${parsed.protocol}//${parsed.host}`,
      domain: parsed.hostname,
      path: parsed.pathname,
      query_parameters: Object.fromEntries(names.map((name) => [name, valuesOf(name)])),
      hash: parsed.hash.slice(1),
    };
  },
};

/** @param {string} url */
function parse(url) {
  if (!URL.canParse(url))
    throw new Error(`${JSON.stringify(url)} is no URL; expected one like https://example.com/path.`);
  return new URL(url);
}
