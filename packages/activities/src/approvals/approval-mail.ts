import type { Locale } from '@perdura/contracts';
import type { ApprovalRow, Approver } from '@perdura/database';
import { escapedHtml, MAIL_BUTTON, mailPage, mailTime } from '../mail/mail-page.ts';
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
    html: mailPage(locale, [
      `<p>${escapedHtml(intro)}</p>`,
      ...(task.message === '' ? [] : [`<blockquote style="${QUOTE}">${escapedHtml(task.message)}</blockquote>`]),
      ...(facts.length === 0 ? [] : [`<p>${facts.map(escapedHtml).join('<br>')}</p>`]),
      `<p><a href="${escapedHtml(link)}" style="${MAIL_BUTTON}">${escapedHtml(text('open'))}</a></p>`,
      `<p style="color:#4b5563">${escapedHtml(text('once'))}</p>`,
    ]),
  };
}

type Say = (key: ApprovalText, values?: Record<string, string>) => string;

function factsOf({ run, deadline }: ApprovalRow, text: Say): string[] {
  const name = run.startedBy === null ? '' : `${run.startedBy.name} (${run.startedBy.email})`;
  return [
    ...(name === '' ? [] : [text('startedBy', { name })]),
    ...(deadline === null ? [] : [text('deadline', { deadline: mailTime(deadline) })]),
  ];
}

/** The first line of the message, or the workflow's name; a subject holds no line breaks. */
function subjectOf({ message, run }: ApprovalRow): string {
  const first = message.trim().split(/[\r\n]/, 1)[0] ?? '';
  const line = (first === '' ? run.workflowName : first).replace(/[\p{Cc}\s]+/gu, ' ').trim();
  const characters = [...line];
  return characters.length > SUBJECT_LENGTH ? `${characters.slice(0, SUBJECT_LENGTH).join('')}…` : line;
}

const QUOTE = 'margin:1em 0;padding:.5em 1em;border-left:4px solid #9ca3af;white-space:pre-wrap';
