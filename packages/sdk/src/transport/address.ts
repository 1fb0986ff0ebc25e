/** The address of a request: the base's own path is kept. */
export function addressOf(baseUrl: string, path: string, query: Record<string, unknown> = {}): string {
  const text = queryText(query);
  return `${baseUrl.replace(/\/+$/, '')}${path}${text === '' ? '' : `${path.includes('?') ? '&' : '?'}${text}`}`;
}

/** A path with its parameters in their places, in their order; a parameter may have several segments only in a hook. */
export function fillPath(template: string, parameters: readonly (string | number)[]): string {
  let position = 0;
  return template.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = parameters[position];
    position += 1;
    if ((typeof value !== 'string' && typeof value !== 'number') || value === '') {
      throw new TypeError(`${template}: expected ${name} to be a non-empty text, found ${JSON.stringify(value)}`);
    }
    return name === 'path' ? String(value).split('/').map(segment).join('/') : segment(String(value));
  });
}

/** `..` would be taken out of the path by what sends it. */
function segment(text: string): string {
  if (/^\.{1,2}$/.test(text)) throw new TypeError(`"${text}" cannot stand in a path`);
  return encodeURIComponent(text);
}

function queryText(query: Record<string, unknown>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) parameters.append(name, textOf(value));
  }
  return parameters.toString();
}

function textOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value) && value.every((each) => typeof each !== 'object' || each instanceof Date)) {
    return value.map(textOf).join(',');
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
