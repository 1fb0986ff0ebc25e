import PostalMime from 'postal-mime';

/** A message as its reader sees it. */
export interface Mail {
  messageId: string;
  to: string;
  subject: string;
  /** The plain-text part; empty when there is none. */
  text: string;
  html: string;
}

export async function readMail(raw: Buffer): Promise<Mail> {
  const { messageId = '', to = [], subject = '', text = '', html = '' } = await PostalMime.parse(raw);
  return { messageId, to: to.map(({ address }) => address).join(', '), subject, text, html };
}

/** Every web address in a mail, in either of its parts, as a scanner finds them. */
export function linksOf({ text, html }: Mail): string[] {
  const found = `${text}\n${html.replaceAll('&amp;', '&')}`.match(/https?:\/\/[^\s"'<>]+/g) ?? [];
  return [...new Set(found)];
}

/** Address of the page where the reader decides. @throws when the mail has none, or several */
export function decisionLinkOf(mail: Mail): string {
  const links = linksOf(mail).filter((link) => link.includes('/approvals/'));
  const [link] = links;
  if (link === undefined || links.length > 1) throw new Error(`The mail “${mail.subject}” has ${links.length} links`);
  return link;
}
