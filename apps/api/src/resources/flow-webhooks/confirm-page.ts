import type { Locale } from '@perdura/contracts';
import type { Request, RequestHandler, Response } from 'express';
import { contextOf } from '../../request-context.ts';
import { html } from '../approval-page/html.ts';
import { linkPage } from '../approval-page/page.ts';
import { linkPageHeaders } from '../approval-page/page-headers.ts';
import type { ResumeAddress } from './address.ts';

const TEXTS: Record<Locale, { title: string; asked: string; about: string; button: string }> = {
  en: {
    title: 'Confirm',
    asked: 'Please confirm',
    about: 'A flow waits for your answer. Nothing was decided by opening this page.',
    button: 'Confirm',
  },
  'zh-CN': {
    title: '确认',
    asked: '请确认',
    about: '流程正在等待您的答复。打开本页面不会作出任何决定。',
    button: '确认',
  },
};

/**
 * Whether a link that decides something (`action=approve`) was only opened. Mail scanners open every link as browsers do;
 * programs that call the address do not ask for a page.
 */
export function wantsConfirmation({ method, headers }: Request, { query }: ResumeAddress): boolean {
  return method === 'GET' && /\btext\/html\b/i.test(headers.accept ?? '') && new URLSearchParams(query).has('action');
}

/** A page whose button sends the same address by POST, which resumes the flow. */
export function sendConfirmPage(request: Request, response: Response, { query }: ResumeAddress): void {
  const { locale } = contextOf(response);
  const { title, asked, about, button } = TEXTS[locale];
  const action = new URLSearchParams(query).get('action') ?? '';
  const page = linkPage(locale, title, [
    html`<h1>${asked}</h1>`,
    html`<p>${about}</p>`,
    html`<form method="post"><button type="submit">${button}: ${action}</button></form>`,
  ]);
  headers(request, response, () => void response.status(200).type('html').send(page));
}

const headers: RequestHandler = linkPageHeaders();
