import { createHash } from 'node:crypto';

/** The only style of the page: readable on a phone, in light and in dark, with contrasts of at least 4.5 to 1. */
export const STYLE = `
:root { color-scheme: light dark; --text: #111827; --soft: #4b5563; --paper: #ffffff; --line: #6b7280; --mark: #1d4ed8;
  --good: #166534; --bad: #b91c1c; --on: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --text: #f3f4f6; --soft: #d1d5db; --paper: #111827; --line: #9ca3af;
  --mark: #93c5fd; --bad: #fca5a5; } .reject { --on: #111827; } .good { color: #86efac; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 40rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .5rem 0 1rem; }
h2 { font-size: 1.125rem; margin: 1.5rem 0 .5rem; }
blockquote { margin: 0; padding: .5rem 1rem; border-left: .25rem solid var(--line); }
blockquote, .said { white-space: pre-wrap; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: minmax(7rem, auto) 1fr; gap: .25rem 1rem; margin: 0; }
dt, .hint { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
ul { padding-left: 1.25rem; margin: 0; } li { margin: .25rem 0; }
.field { margin: 1rem 0; } label, legend { display: block; font-weight: 600; margin-bottom: .25rem; }
.check label { display: inline; font-weight: 400; }
input, select, textarea { width: 100%; min-height: 2.75rem; padding: .5rem; font: inherit; color: inherit;
  background: var(--paper); border: 1px solid var(--line); border-radius: .375rem; }
input[type=checkbox] { width: 1.5rem; min-height: 1.5rem; vertical-align: middle; margin-right: .5rem; }
[aria-invalid=true] { border: 2px solid var(--bad); }
.fault, .alert { color: var(--bad); font-weight: 600; }
.alert { border: 2px solid var(--bad); border-radius: .375rem; padding: .75rem 1rem; margin: 1rem 0; }
.good { color: var(--good); font-weight: 600; }
.buttons { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1.5rem 0; }
button { flex: 1 1 10rem; min-height: 3rem; font: inherit; font-weight: 700; border: 2px solid transparent;
  border-radius: .375rem; color: var(--on); cursor: pointer; }
.approve { background: #166534; color: #ffffff; } .reject { background: var(--bad); }
:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; }
`;

/** What a content security policy calls the style. */
export const STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;
