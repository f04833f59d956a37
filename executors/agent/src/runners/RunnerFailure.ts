import type { TaskFailure } from '@ai-collective/contracts';

/** A run that ended for a reason the task's owner is told. Anything else thrown by a runner is a bug or a broken model. */
export class RunnerFailure extends Error {
  readonly failure: TaskFailure;

  constructor(failure: TaskFailure, options?: ErrorOptions) {
    super(failure.message, options);
    this.name = 'RunnerFailure';
    this.failure = failure;
  }
}

/** A failure that is the input's fault: the task would fail on every device. */
export function inputFailure(code: string, message: string, cause?: unknown): RunnerFailure {
  return new RunnerFailure({ code, message, fault: 'input' }, { cause });
}

/** A failure that is the model's fault. */
export function modelFailure(code: string, message: string, cause?: unknown): RunnerFailure {
  return new RunnerFailure({ code, message, fault: 'model' }, { cause });
}
