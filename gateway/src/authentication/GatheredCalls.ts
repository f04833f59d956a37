export interface GatheredCallsSettings<Question, Answer> {
  /** Asks several at once: the answers in the same order. */
  readonly call: (questions: readonly Question[]) => Promise<readonly Answer[]>;
  /** Most questions of one call, and most calls at once. */
  readonly questionsPerCall: number;
  readonly callsAtOnce: number;
  /** Most questions that wait for a call, and what is thrown when there are more. */
  readonly capacity: number;
  readonly overflow: () => Error;
  /** Longest that a question waits for others while a call is under way, ms. */
  readonly lingerMs: number;
}

interface Waiting<Question, Answer> {
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Asks what is asked at about the same time in one call. The first question is never held back; those that come while it is
 * under way wait for its answer, or a few milliseconds, and go together.
 */
export class GatheredCalls<Question, Answer> {
  readonly #settings: GatheredCallsSettings<Question, Answer>;
  readonly #waiting: Waiting<Question, Answer>[] = [];
  #underWay = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(settings: GatheredCallsSettings<Question, Answer>) {
    this.#settings = settings;
  }

  /** The answer to a question. Rejects with what its call rejected with, and with the overflow. */
  ask(question: Question): Promise<Answer> {
    const { capacity, overflow, questionsPerCall, lingerMs } = this.#settings;
    if (this.#waiting.length >= capacity) return Promise.reject(overflow());
    return new Promise<Answer>((resolve, reject) => {
      this.#waiting.push({ question, resolve, reject });
      if (this.#underWay === 0 || this.#waiting.length >= questionsPerCall) this.#send();
      else this.#timer ??= setTimeout(() => this.#send(), lingerMs);
    });
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { questionsPerCall, callsAtOnce } = this.#settings;
    while (this.#waiting.length > 0 && this.#underWay < callsAtOnce)
      void this.#call(this.#waiting.splice(0, questionsPerCall));
  }

  async #call(asked: readonly Waiting<Question, Answer>[]): Promise<void> {
    this.#underWay++;
    try {
      const answers = await this.#settings.call(asked.map(({ question }) => question));
      asked.forEach(({ resolve, reject }, index) => {
        const answer = answers[index];
        if (answer === undefined) reject(new Error('A question got no answer.'));
        else resolve(answer);
      });
    } catch (error) {
      for (const { reject } of asked) reject(error);
    } finally {
      this.#underWay--;
      this.#send();
    }
  }
}
