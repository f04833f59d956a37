/** Runs leasing rounds: soon after being woken, once however often that was, giving other work its turn in between. */
export class LeaseRounds {
  #due = false;
  #stopped = false;

  /** `round` tells whether another should follow at once. */
  constructor(private readonly round: () => boolean) {}

  wake(): void {
    if (this.#due || this.#stopped) return;
    this.#due = true;
    setImmediate(() => {
      this.#due = false;
      if (!this.#stopped && this.round()) this.wake();
    });
  }

  stop(): void {
    this.#stopped = true;
  }
}
