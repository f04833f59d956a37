import { TaskFailed } from '../src/failures/TaskFailed.js';

/** How a task fails: its code and whose fault it is; `none` when it does not. */
export async function failureCode(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'none',
    (error: unknown) =>
      error instanceof TaskFailed ? `${error.failure.code} ${error.failure.fault}` : String(error),
  );
}
