const ENTITIES: Record<string, string> = {
  amp: '&',
  apos: "'",
  gt: '>',
  lt: '<',
  nbsp: ' ',
  quot: '"',
};

/** A plain-text reading of HTML for clients that show no HTML: blocks become lines, tags go, entities are read. */
export function textOfHtml(html: string): string {
  const visible = ['script', 'style', 'head'].reduce(withoutElement, html);
  return visible
    .replace(/\s+/g, ' ')
    .replace(/<(?:br|hr)\b[^<>]*>|<\/(?:p|div|li|tr|h[1-6]|ul|ol|table|blockquote|pre)\s?>/gi, '\n')
    .replace(/<li\b[^<>]*>/gi, '- ')
    .replace(/<\/(?:td|th)\s?>/gi, '\t')
    .replace(/<[a-z!/?][^<>]*>/gi, '')
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, readEntity)
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Cuts an element with its content; by index and not by pattern, so that it stays linear in the length. */
function withoutElement(html: string, name: string): string {
  const lower = html.toLowerCase();
  const kept: string[] = [];
  let from = 0;
  for (;;) {
    const start = lower.indexOf(`<${name}`, from);
    const end = start < 0 ? -1 : lower.indexOf(`</${name}`, start);
    if (end < 0 || /[a-z0-9-]/.test(lower[start + name.length + 1] ?? '')) break;
    kept.push(html.slice(from, start));
    const close = lower.indexOf('>', end);
    from = close < 0 ? html.length : close + 1;
  }
  kept.push(html.slice(from));
  return kept.join('');
}

function readEntity(whole: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : whole;
}
