import type { Circus } from '@jest/types';
import { TestEnvironment } from 'jest-environment-node';
import { stopLeaks } from '../leaks.ts';

/** Node's environment, which fails a test file that leaves a worker or a server of its own running. */
export default class LeakCheckingEnvironment extends TestEnvironment {
  #failed = false;

  /** A test that failed may well have skipped its clean-up; its own fault is the one to show. */
  handleTestEvent(event: Circus.Event): void {
    if (event.name === 'test_done' && event.test.errors.length > 0) this.#failed = true;
    if (event.name === 'hook_failure') this.#failed = true;
  }

  override async teardown(): Promise<void> {
    const leaked = await stopLeaks(this.global);
    await super.teardown();
    if (leaked.length > 0 && !this.#failed) {
      throw new Error(`This test file left running: ${leaked.join(', ')}. Stop what a test starts in afterAll.`);
    }
  }
}
