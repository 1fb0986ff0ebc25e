import { useState } from 'react';
import { Button, Panel, TextArea, TextField } from '../../components/ui/controls.tsx';
import { t } from '../../lib/language.ts';
import type { Approval } from '../../lib/resources.ts';
import type { TaskCommands } from './task-command.ts';

interface TaskManagementProps {
  task: Approval;
  commands: TaskCommands;
  /** Whether the reader has a share to hand on. */
  isAsked: boolean;
}

/** What can be done with a pending task beside deciding. */
export function TaskManagement({ task, commands, isAsked }: TaskManagementProps) {
  return (
    <Panel
      title={t('manage')}
      actions={
        <Button
          needs="operator"
          tone="danger"
          disabled={commands.isPending}
          onClick={() => window.confirm(t('confirmCancelApproval')) && commands.mutate({ verb: 'cancel', body: {} })}
        >
          {t('cancelApproval')}
        </Button>
      }
    >
      <div className="grid gap-4 md:grid-cols-2">
        <CommentForm commands={commands} />
        <div className="space-y-4">
          {isAsked && <DelegateForm commands={commands} />}
          <DeadlineForm task={task} commands={commands} />
        </div>
      </div>
    </Panel>
  );
}

function CommentForm({ commands }: { commands: TaskCommands }) {
  const [text, setText] = useState('');
  return (
    <form
      className="space-y-2"
      onSubmit={(event) => {
        event.preventDefault();
        commands.mutate({ verb: 'comments', body: { text: text.trim() } }, { onSuccess: () => setText('') });
      }}
    >
      <TextArea label={t('comment')} value={text} onChange={setText} rows={3} prose />
      <Button type="submit" disabled={commands.isPending || text.trim() === ''}>
        {t('addComment')}
      </Button>
    </form>
  );
}

function DelegateForm({ commands }: { commands: TaskCommands }) {
  const [to, setTo] = useState('');
  return (
    <form
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        commands.mutate({ verb: 'delegate', body: { to: to.trim() } }, { onSuccess: () => setTo('') });
      }}
    >
      <div className="min-w-48 flex-1">
        <TextField label={t('delegateTo')} value={to} onChange={(event) => setTo(event.target.value)} />
      </div>
      <Button type="submit" disabled={commands.isPending || to.trim() === ''}>
        {t('delegate')}
      </Button>
    </form>
  );
}

function DeadlineForm({ task, commands }: { task: Approval; commands: TaskCommands }) {
  const [deadline, setDeadline] = useState(() => localTime(task.deadline));
  return (
    <form
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        commands.mutate({ verb: 'deadline', body: { deadline: new Date(deadline).toISOString() } });
      }}
    >
      <div className="min-w-48 flex-1">
        <TextField
          label={t('newDeadline')}
          type="datetime-local"
          value={deadline}
          onChange={(event) => setDeadline(event.target.value)}
        />
      </div>
      <Button type="submit" disabled={commands.isPending || deadline === ''}>
        {t('moveDeadline')}
      </Button>
    </form>
  );
}

/** A point in time as the browser's own field takes it: in the reader's time zone, to the minute. */
function localTime(iso: string | null): string {
  if (iso === null) return '';
  const time = new Date(iso);
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
