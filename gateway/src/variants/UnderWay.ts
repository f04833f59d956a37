/** Counts what is under way, to know when something is no longer needed. */
export class UnderWay {
  #count = 0;
  #idle: (() => void) | undefined;

  enter(): void {
    this.#count++;
  }

  leave(): void {
    this.#count--;
    if (this.#count === 0) this.#idle?.();
  }

  /** Calls back once, as soon as nothing is under way. */
  whenIdle(act: () => void): void {
    const once = () => {
      this.#idle = undefined;
      act();
    };
    if (this.#count === 0) once();
    else this.#idle = once;
  }
}
