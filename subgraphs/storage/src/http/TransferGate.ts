import { errors } from '../errors.js';

/** Counts transfers under way and refuses those over its bound: what waits in a queue would only time out there. */
export class TransferGate {
  #inside = 0;

  constructor(private readonly most: number) {}

  /** Lets one transfer in; the answer lets it out, once. Throws TRANSFERS_BUSY. */
  enter(): () => void {
    if (this.#inside >= this.most) throw errors.TRANSFERS_BUSY();
    this.#inside++;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#inside--;
    };
  }
}
