import type { Terminal } from '../terminal.ts';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 80;

/** Tells how far long work has come. */
export interface Progress {
  say(text: string): void;
  /** Leaves nothing behind on a terminal. */
  end(): void;
}

/** A spinner on a terminal; elsewhere each new text is a line; nothing with --quiet or --json. */
export function startProgress({ stderr }: Terminal, { silent }: { silent: boolean }): Progress {
  if (silent) return { say() {}, end() {} };
  if (stderr.isTTY !== true) return { say: (text) => void stderr.write(`${text}\n`), end() {} };
  let text = '';
  let frame = 0;
  const draw = () => {
    frame = (frame + 1) % FRAMES.length;
    if (text !== '') stderr.write(`\r\u001b[2K${FRAMES[frame]} ${text}`);
  };
  const timer = setInterval(draw, FRAME_MS);
  return {
    say(next) {
      text = next;
      draw();
    },
    end() {
      clearInterval(timer);
      stderr.write('\r\u001b[2K');
    },
  };
}
