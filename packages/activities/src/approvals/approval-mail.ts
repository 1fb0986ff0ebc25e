import type { Locale } from '@perdura/contracts';
import type { ApprovalRow, Approver } from '@perdura/database';
import type { MailConfig } from '../mail/message.ts';
import { type ApprovalText, approvalText } from './approval-texts.ts';

/** Why somebody is mailed. */
export type MailOccasion = 'ask' | 'remind' | 'escalate' | 'delegate';

export interface ApprovalMail {
  task: ApprovalRow;
  approver: Approver;
  occasion: MailOccasion;
  locale: Locale;
  /** Address of the page where this person decides. */
  link: string;
}

/** Longest part of the message that a subject quotes, in characters. */
const SUBJECT_LENGTH = 100;

/** The mail that asks one person for a decision: as text, and the same as HTML. */
export function approvalMail({ task, approver, occasion, locale, link }: ApprovalMail): MailConfig {
  const text = (key: ApprovalText, values: Record<string, string> = {}) => approvalText(locale, key, values);
  const workflow = task.run.workflowName;
  const intro = text(occasion, { workflow, from: approver.delegated?.by ?? '' });
  const facts = factsOf(task, text);
  const paragraphs = [intro, task.message, facts.join('\n'), text('link', { link }), text('once')];
  return {
    to: approver.by,
    subject: text(`${occasion}Subject`, { subject: subjectOf(task) }),
    body: paragraphs.filter((paragraph) => paragraph !== '').join('\n\n'),
    html: page(locale, [
      `<p>${escaped(intro)}</p>`,
      ...(task.message === '' ? [] : [`<blockquote style="${QUOTE}">${escaped(task.message)}</blockquote>`]),
      ...(facts.length === 0 ? [] : [`<p>${facts.map(escaped).join('<br>')}</p>`]),
      `<p><a href="${escaped(link)}" style="${BUTTON}">${escaped(text('open'))}</a></p>`,
      `<p style="color:#4b5563">${escaped(text('once'))}</p>`,
    ]),
  };
}

type Say = (key: ApprovalText, values?: Record<string, string>) => string;

function factsOf({ run, deadline }: ApprovalRow, text: Say): string[] {
  const name = run.startedBy === null ? '' : `${run.startedBy.name} (${run.startedBy.email})`;
  return [
    ...(name === '' ? [] : [text('startedBy', { name })]),
    ...(deadline === null ? [] : [text('deadline', { deadline: shownTime(deadline) })]),
  ];
}

/** The first line of the message, or the workflow's name; a subject holds no line breaks. */
function subjectOf({ message, run }: ApprovalRow): string {
  const first = message.trim().split(/[\r\n]/, 1)[0] ?? '';
  const line = (first === '' ? run.workflowName : first).replace(/[\p{Cc}\s]+/gu, ' ').trim();
  const characters = [...line];
  return characters.length > SUBJECT_LENGTH ? `${characters.slice(0, SUBJECT_LENGTH).join('')}…` : line;
}

/** `2026-07-01 08:00 UTC`: readable everywhere, and the same for all. */
function shownTime(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

const QUOTE = 'margin:1em 0;padding:.5em 1em;border-left:4px solid #9ca3af;white-space:pre-wrap';
const BUTTON =
  'display:inline-block;padding:.75em 1.25em;background:#1d4ed8;color:#ffffff;text-decoration:none;border-radius:6px';

function page(locale: Locale, parts: string[]): string {
  return [
    `<!doctype html><html lang="${locale}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1"></head>',
    '<body style="font-family:sans-serif;font-size:16px;line-height:1.5;color:#111827;max-width:40em">',
    ...parts,
    '</body></html>',
  ].join('\n');
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
