/** A body as text, in the character set that its content type names; bytes that fit no character become U+FFFD. */
export function decodeText(body: Buffer, contentType: string): string {
  const charset = /;\s*charset="?([^\s";]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    // An unknown character set; UTF-8 is the best guess.
    return new TextDecoder().decode(body);
  }
}
