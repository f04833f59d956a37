import { writeFile } from 'node:fs/promises';

/**
 * Has Linux end this process before any other when memory runs out: a model can take gigabytes between two looks at what it
 * occupies, and its owner's programs are not to go in its place. Elsewhere, and of a process that ended already, nothing happens.
 */
export async function offerToOutOfMemoryKiller(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/oom_score_adj`, '1000').catch(() => undefined);
}
