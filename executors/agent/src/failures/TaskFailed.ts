import type { TaskFailure } from '@ai-collective/contracts';

/** An attempt that ended for a reason its task's owner is told. Anything else thrown on the way is a bug. */
export class TaskFailed extends Error {
  readonly failure: TaskFailure;

  constructor(failure: TaskFailure, options?: ErrorOptions) {
    super(failure.message, options);
    this.name = 'TaskFailed';
    this.failure = failure;
  }
}

/** A failure that is the input's fault: the task would fail on every device. */
export function inputFailure(code: string, message: string, cause?: unknown): TaskFailed {
  return new TaskFailed({ code, message, fault: 'input' }, { cause });
}

/** A failure that is the model's fault: the task would fail on every device. */
export function modelFailure(code: string, message: string, cause?: unknown): TaskFailed {
  return new TaskFailed({ code, message, fault: 'model' }, { cause });
}

/** A failure of this device: the task may well succeed on another. */
export function deviceFailure(code: string, message: string, cause?: unknown): TaskFailed {
  return new TaskFailed({ code, message, fault: 'device' }, { cause });
}

/** What a task's owner is told of anything thrown; `unforeseen` when it carries no reason of its own. */
export function failureOf(error: unknown, unforeseen: TaskFailure): TaskFailure {
  return error instanceof TaskFailed ? error.failure : unforeseen;
}
