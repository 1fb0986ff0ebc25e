import type { ApprovalOpening, ApprovalState } from '@perdura/definition/run';
import { INTERPRETER_CODES } from '../node-end.ts';
import { approvalState, endApproval, escalateApproval, remindApprovers } from '../side-calls.ts';
import type { Timer } from '../within.ts';
import type { Driver, DriverHost } from './driver.ts';

interface Kept {
  reminders: number;
  escalations: number;
  deadline: string | null;
  /** Mails that were due and are not known to be sent; runs that continued before they were kept have none. */
  mails?: Mail[];
}

/** A reminder by its number, an escalation by its level. */
interface Mail {
  kind: 'reminder' | 'escalation';
  number: number;
}

/** Why the task is read. */
type Look = 'changed' | 'time is over';

/**
 * Waits for people. What becomes of the task is decided in its row: this only knows when to remind, to escalate and to
 * look whether the time is over.
 */
export function approval(host: DriverHost, opening: ApprovalOpening, kept: Kept | null): Driver {
  return new Approval(host, opening, kept);
}

class Approval implements Driver {
  readonly #host: DriverHost;
  readonly #opening: ApprovalOpening;
  #reminders: number;
  #escalations: number;
  #deadline: string | null;
  #deadlineTimer: Timer | null = null;
  #looking = false;
  #lookAgain: Look | null = null;
  readonly #isResumed: boolean;
  readonly #mails: Set<Mail>;

  constructor(host: DriverHost, opening: ApprovalOpening, kept: Kept | null) {
    this.#host = host;
    this.#opening = opening;
    this.#isResumed = kept !== null;
    this.#reminders = kept?.reminders ?? 0;
    this.#escalations = kept?.escalations ?? 0;
    this.#deadline = kept === null ? opening.state.deadline : kept.deadline;
    this.#mails = new Set(kept?.mails);
  }

  begin(): void {
    if (this.#opening.state.status !== 'pending') {
      this.#ended(this.#opening.state);
      return;
    }
    this.#host.waits();
    // What the run was told just before it continued as new may not have been looked at.
    if (this.#isResumed) this.wake();
    this.#watchDeadline();
    this.#nextReminder();
    this.#nextEscalation();
    for (const mail of [...this.#mails]) this.#mail(mail);
  }

  wake(): void {
    this.#look('changed');
  }

  stop(): void {
    const released = () => this.#host.released();
    this.#host.call({
      lane: 'local',
      closing: true,
      work: () => endApproval(this.#task, 'cancelled'),
      done: released,
      failed: released,
    });
  }

  keep(): Kept {
    const mails = [...this.#mails];
    return { reminders: this.#reminders, escalations: this.#escalations, deadline: this.#deadline, mails };
  }

  get #task() {
    const { run, node, iteration } = this.#host;
    return { projectId: run.projectId, runId: run.id, nodeId: node.id, iteration, taskId: this.#opening.taskId };
  }

  /** Reads the task, and once more what is asked for meanwhile. */
  #look(why: Look): void {
    if (this.#looking) {
      if (this.#lookAgain !== 'time is over') this.#lookAgain = why;
      return;
    }
    this.#looking = true;
    this.#host.call({
      lane: 'local',
      work: () => approvalState(this.#task),
      done: (state) => {
        this.#looking = false;
        const again = this.#lookAgain;
        this.#lookAgain = null;
        if (again !== null && state.status === 'pending') this.#look(again);
        else this.#settleOr(state, () => (why === 'time is over' ? this.#endForTime() : undefined));
      },
    });
  }

  #settleOr(state: ApprovalState, otherwise: () => void): void {
    if (state.status !== 'pending') {
      this.#ended(state);
      return;
    }
    if (state.deadline !== this.#deadline) {
      this.#deadline = state.deadline;
      this.#watchDeadline();
    } else otherwise();
  }

  #watchDeadline(): void {
    this.#deadlineTimer?.cancel();
    if (this.#deadline === null) return;
    this.#deadlineTimer = this.#host.timer(Date.parse(this.#deadline), () => this.#look('time is over'));
  }

  /** The deadline may have been moved a moment ago, so that the task was read before it is ended. */
  #endForTime(): void {
    this.#host.call({
      lane: 'local',
      work: () => endApproval(this.#task, 'timeout', this.#deadline),
      done: (ended) => this.#settleOr(ended, () => this.#watchDeadline()),
    });
  }

  #nextReminder(): void {
    const { remindEveryMs, maxReminders } = this.#opening;
    if (remindEveryMs === null || this.#reminders >= maxReminders) return;
    const at = this.#host.openedAt + (this.#reminders + 1) * remindEveryMs;
    this.#host.timer(at, () => {
      this.#reminders += 1;
      this.#mail({ kind: 'reminder', number: this.#reminders });
      this.#nextReminder();
    });
  }

  #nextEscalation(): void {
    const after = this.#opening.escalateAfterMs[this.#escalations];
    if (after === undefined) return;
    this.#host.timer(this.#host.openedAt + after, () => {
      this.#escalations += 1;
      this.#mail({ kind: 'escalation', number: this.#escalations + 1 });
      this.#nextEscalation();
    });
  }

  /**
   * A mail that cannot be sent does not fail the step: people can decide without it. One that the run continues as new
   * before is sent then, which repeats none.
   */
  #mail(mail: Mail): void {
    const { kind, number } = mail;
    const over = () => void this.#mails.delete(mail);
    this.#mails.add(mail);
    this.#host.call({
      lane: 'remote',
      work: () => (kind === 'reminder' ? remindApprovers(this.#task, number) : escalateApproval(this.#task, number)),
      done: over,
      failed: over,
    });
  }

  #ended({ status, result }: ApprovalState): void {
    const outcome = result ?? { value: null };
    if (status === 'cancelled') {
      this.#host.fail({ code: INTERPRETER_CODES.approvalCancelled, message: 'The approval was cancelled.' });
    } else if (status === 'timeout' && this.#opening.onTimeout === 'fail') {
      const message = `Nobody decided until ${this.#deadline ?? 'the deadline'}.`;
      this.#host.fail({ code: INTERPRETER_CODES.approvalTimeout, message });
    } else if (status !== 'pending') {
      this.#host.succeed(outcome, status);
    }
  }
}
