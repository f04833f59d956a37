/**
 * One request to run a task. A task whose result is verified has several runs, all alike to devices: a device that
 * could tell whether it is being checked would cheat only when it is not. So every run, the first too, bears a tag that
 * means nothing.
 */
export function runIdOf(taskId: string, tag: string): string {
  return tag === '' ? taskId : `${taskId}.${tag}`;
}

/** The task and the tag of a run; the tag is empty in what was sent before runs had one. */
export function partsOfRun(runId: string): { readonly taskId: string; readonly tag: string } {
  const dot = runId.indexOf('.');
  return dot < 0 ? { taskId: runId, tag: '' } : { taskId: runId.slice(0, dot), tag: runId.slice(dot + 1) };
}
