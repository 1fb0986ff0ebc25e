const REMIND_EVERY_MS = 10_000;

/** Where progress lines go: the terminal, and the starter of a detached stack. */
export type Output = (line: string) => void;

export interface Progress {
  line(text: string): void;
  /** Runs one named step; a long one is heard of every ten seconds, and its time is told at the end. */
  step<T>(name: string, action: () => Promise<T>): Promise<T>;
}

export function createProgress(output: Output): Progress {
  return {
    line: output,
    async step(name, action) {
      const startedAt = Date.now();
      const reminder = setInterval(() => output(`  … ${name} (${seconds(startedAt)})`), REMIND_EVERY_MS);
      try {
        const result = await action();
        output(`  ✓ ${name} (${seconds(startedAt)})`);
        return result;
      } catch (error) {
        output(`  ✗ ${name} (${seconds(startedAt)})`);
        throw error;
      } finally {
        clearInterval(reminder);
      }
    },
  };
}

function seconds(sinceMs: number): string {
  return `${((Date.now() - sinceMs) / 1_000).toFixed(1)} s`;
}
