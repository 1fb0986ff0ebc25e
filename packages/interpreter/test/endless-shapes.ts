import { condition, defineSignal, setHandler } from '@temporalio/workflow';

/** Workflow code that never comes back, as a fault of the interpreter might be. */
export async function endless(): Promise<void> {
  spin();
}

/** The same in what a condition asks, once it is asked again. */
export async function endlessCondition(): Promise<void> {
  let asked = 0;
  setHandler(defineSignal('ask'), () => undefined);
  await condition(() => {
    asked += 1;
    if (asked > 1) spin();
    return false;
  });
}

/** What the others must not hold up. */
export async function finite(): Promise<string> {
  return 'done';
}

function spin(): never {
  for (;;);
}
