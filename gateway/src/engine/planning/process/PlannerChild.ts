import { fork, type ChildProcess } from 'node:child_process';
import { plannerAnswerSchema, type PlannerAnswer } from './plannerAnswer.js';
import type { PlannerRequest } from './plannerMessages.js';

export interface PlannerChildSettings {
  /** The compiled entry. */
  readonly entry: string;
  /** Plannings that can be under way at once. */
  readonly threads: number;
  /** Hears answers, until the child is ended. */
  readonly onAnswer: (answer: PlannerAnswer) => void;
  /** Called once, when the child has ended without being told to. */
  readonly onCrash: (reason: Error) => void;
}

/** JavaScript's heap in the child: it holds supergraphs' text for a moment, and plans on their way. MiB. */
const heapMegabytes = 256;

/** One process of the planner, from its start to its end. It ends with this process, however that ends. */
export class PlannerChild {
  /** Supergraphs that were opened in it. */
  readonly opened = new Set<string>();
  readonly #child: ChildProcess;
  readonly #settings: PlannerChildSettings;
  #isOver = false;

  constructor(settings: PlannerChildSettings) {
    this.#settings = settings;
    this.#child = fork(settings.entry, [], {
      execArgv: [`--max-old-space-size=${heapMegabytes}`, '--expose-gc'],
      // Nothing of the gateway's environment: it holds keys.
      env: { UV_THREADPOOL_SIZE: String(settings.threads) },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#child.on('message', (message) => this.#hear(message));
    this.#child.on('error', (error) => this.#crash(error));
    this.#child.on('exit', (code, signal) =>
      this.#crash(new Error(`The planner's process ended with ${signal ?? `exit code ${code ?? '?'}`}.`)),
    );
    this.keepAwake(false);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Says something. When the child cannot hear it any more, its end follows. */
  tell(request: PlannerRequest): void {
    this.#child.send(request, () => undefined);
  }

  /** Whether this process stays alive for the child's sake. */
  keepAwake(isAwake: boolean): void {
    const { channel } = this.#child;
    if (isAwake) {
      this.#child.ref();
      channel?.ref();
    } else {
      this.#child.unref();
      channel?.unref();
    }
  }

  /** Ends it at once; nothing is heard of it any more. */
  end(): void {
    this.#isOver = true;
    this.#child.kill('SIGKILL');
  }

  #hear(message: unknown): void {
    if (this.#isOver) return;
    const answer = plannerAnswerSchema.safeParse(message);
    if (answer.success) this.#settings.onAnswer(answer.data);
    else this.#crash(new Error("The planner's process said something unknown.", { cause: answer.error }));
  }

  #crash(reason: Error): void {
    if (this.#isOver) return;
    this.end();
    this.#settings.onCrash(reason);
  }
}
