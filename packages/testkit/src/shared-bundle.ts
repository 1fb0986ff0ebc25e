import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { oncePerRun } from './shared-services.ts';

/** Bundled workflow code in a file, as a worker's `workflowBundle` takes it. */
export interface SharedBundle {
  codePath: string;
}

/**
 * Bundled workflow code, made by whichever test file of a jest run comes first: bundling takes seconds of computing, and
 * sources do not change meanwhile.
 * @param source - tells this bundle from all others, such as the path of the workflows
 */
export async function sharedBundle(source: string, make: () => Promise<{ code: string }>): Promise<SharedBundle> {
  const name = `workflows-${createHash('sha256').update(source).digest('hex').slice(0, 16)}`;
  return await oncePerRun(name, async (directory) => {
    const codePath = join(directory, `${name}.js`);
    writeFileSync(codePath, (await make()).code);
    return { codePath };
  });
}
