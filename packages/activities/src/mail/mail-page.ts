import type { Locale } from '@perdura/contracts';

/** Style of the one link that a mail asks to follow. */
export const MAIL_BUTTON =
  'display:inline-block;padding:.75em 1.25em;background:#1d4ed8;color:#ffffff;text-decoration:none;border-radius:6px';

/** A mail as HTML, of parts that are HTML already. */
export function mailPage(locale: Locale, parts: readonly string[]): string {
  return [
    `<!doctype html><html lang="${locale}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1"></head>',
    '<body style="font-family:sans-serif;font-size:16px;line-height:1.5;color:#111827;max-width:40em">',
    ...parts,
    '</body></html>',
  ].join('\n');
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as HTML shows it. */
export function escapedHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** `2026-07-01 08:00 UTC`: readable everywhere, and the same for all. */
export function mailTime(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
