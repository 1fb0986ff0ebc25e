import { type Locale, type Problem, titleOf } from '@perdura/contracts';
import type { ApprovalRow } from '@perdura/database';
import type { Fault } from '@perdura/definition';
import { fieldIdOf, formFields, type Typed } from './form-fields.ts';
import { Html, html } from './html.ts';
import { STYLE } from './style.ts';
import { pageTexts } from './texts.ts';

export interface DecisionPage {
  task: ApprovalRow;
  /** Whom the link was mailed to. */
  by: string;
  locale: Locale;
  /** What was typed before, and what is wrong with it. */
  typed: Typed | null;
  faults: readonly Fault[];
}

/** The task and the form to decide on it; changes nothing by being read. */
export function decisionPage(page: DecisionPage): string {
  const { task, by, locale, faults } = page;
  const text = pageTexts(locale);
  return linkPage(locale, text('title'), [
    html`<h1>${text('asked')}</h1>`,
    faults.length > 0 ? faultList(page) : null,
    task.message === ''
      ? null
      : html`<section aria-label="${text('message')}"><blockquote>${task.message}</blockquote></section>`,
    facts(task, by, locale),
    ...history(task, locale),
    decisionForm(page),
  ]);
}

/** What a decision has come to. */
export function donePage(task: ApprovalRow, decision: 'approve' | 'reject', locale: Locale): string {
  const text = pageTexts(locale);
  const outcome = { approved: text('statusApproved'), rejected: text('statusRejected') } as Record<string, string>;
  return linkPage(locale, text('title'), [
    html`<h1>${decision === 'approve' ? text('doneApprove') : text('doneReject')}</h1>`,
    html`<p role="status">${outcome[task.status] ?? text('statusPending')}</p>`,
    ...history(task, locale),
  ]);
}

/** Why the link does not decide; with the task's history where the link is known. */
export function refusalPage(problem: Problem, task: ApprovalRow | null, locale: Locale): string {
  const text = pageTexts(locale);
  const { title, detail, errors } = problem;
  return linkPage(locale, titleOf(problem.code, locale), [
    html`<h1>${title}</h1>`,
    html`<p role="alert">${detail}</p>`,
    errors.length > 0
      ? html`<ul>${errors.map(({ pointer, message }) => html`<li>${pointer} ${message}</li>`)}</ul>`
      : null,
    task === null || task.status === 'pending' ? html`<p>${text('wrong')}</p>` : null,
    ...(task === null ? [] : history(task, locale)),
  ]);
}

/** A page that loads nothing. */
export function linkPage(locale: Locale, title: string, parts: (Html | null)[]): string {
  return html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · Perdura</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<main>
${parts}
</main>
</body>
</html>
`.text;
}

function facts(task: ApprovalRow, by: string, locale: Locale): Html {
  const text = pageTexts(locale);
  const { run, required, deadline } = task;
  const starter = run.startedBy === null ? null : `${run.startedBy.name} (${run.startedBy.email})`;
  const iteration = task.iteration === '0' ? '' : ` (${task.iteration})`;
  const rows: [string, string | Html | null][] = [
    [text('workflow'), run.workflowName],
    [text('startedBy'), starter],
    [text('run'), run.businessKey === null ? task.runId : `${task.runId} (${run.businessKey})`],
    [text('step'), `${task.nodeId}${iteration}`],
    [text('required'), required === null ? text('all') : String(required)],
    [text('deadline'), deadline === null ? null : timeHtml(deadline)],
    [text('you'), by],
  ];
  const shown = rows.flatMap(([name, value]) => (value === null ? [] : [html`<dt>${name}</dt><dd>${value}</dd>`]));
  return html`<section aria-labelledby="about"><h2 id="about">${text('about')}</h2><dl>${shown}</dl></section>`;
}

function history({ decisions, comments }: ApprovalRow, locale: Locale): (Html | null)[] {
  const text = pageTexts(locale);
  const decided = decisions.map(({ by, decision, comment, at }) => {
    const said = comment === null ? null : html`<div class="said">${comment}</div>`;
    const word = decision === 'approve' ? text('approved') : text('rejected');
    return html`<li>${by}: ${word}, ${timeHtml(new Date(at))}${said}</li>`;
  });
  const told = comments.map(
    ({ by, text: said, at }) => html`<li>${by}, ${timeHtml(new Date(at))}<div class="said">${said}</div></li>`,
  );
  return [list('decisions', text('decisions'), decided), list('comments', text('comments'), told)];
}

function list(id: string, title: string, items: Html[]): Html | null {
  if (items.length === 0) return null;
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2><ul>${items}</ul></section>`;
}

function decisionForm({ task, locale, typed, faults }: DecisionPage): Html {
  const text = pageTexts(locale);
  const fields = task.form === null ? [] : formFields(task.form, { text, typed, faults });
  const comment = typed?.get('comment') ?? '';
  return html`<section aria-labelledby="decide"><h2 id="decide">${text('decide')}</h2>
<form method="post" accept-charset="utf-8">
${fields}
<div class="field"><label for="comment">${text('comment')}</label>
<div class="hint" id="comment-hint">${text('optional')}</div>
<textarea id="comment" name="comment" rows="3" maxlength="4000" aria-describedby="comment-hint">${comment}</textarea></div>
<div class="buttons">
<button class="approve" type="submit" name="decision" value="approve">${text('approve')}</button>
<button class="reject" type="submit" name="decision" value="reject" formnovalidate>${text('reject')}</button>
</div>
</form></section>`;
}

function faultList({ task, locale, faults }: DecisionPage): Html {
  const text = pageTexts(locale);
  const items = faults.map(({ pointer, message }) => {
    const id = pointer === '/comment' ? 'comment' : task.form === null ? null : fieldIdOf(task.form, pointer);
    const told = `${pointer.replace(/^\/form\//, '')}: ${message}`;
    return html`<li>${id === null ? told : html`<a href="#${id}">${told}</a>`}</li>`;
  });
  return html`<div class="alert" role="alert"><p>${text('faults')}</p><ul>${items}</ul></div>`;
}

/** `2026-07-01 08:00 UTC`: the page has no script that could tell the reader's zone. */
function timeHtml(time: Date): Html {
  const iso = time.toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>`;
}
