/** Runs leasing rounds: soon after being woken, once however often that was, giving other work its turn in between. */
export class LeaseRounds {
  #due = false;
  #stopped = false;
  #later: NodeJS.Timeout | undefined;

  /** `round` tells after how many milliseconds another should follow, unless it is woken before; null: not by itself. */
  constructor(private readonly round: () => number | null) {}

  wake(): void {
    if (this.#due || this.#stopped) return;
    this.#due = true;
    setImmediate(() => {
      this.#due = false;
      if (!this.#stopped) this.#run();
    });
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#later);
  }

  #run(): void {
    clearTimeout(this.#later);
    const pauseMs = this.round();
    if (pauseMs === 0) this.wake();
    else if (pauseMs !== null) this.#later = setTimeout(() => this.wake(), pauseMs);
  }
}
