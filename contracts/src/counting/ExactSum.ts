/** A sum of whole numbers below 2^52 that is exact however large it grows. Most additions are of plain numbers: a measured hot path. */
export class ExactSum {
  #whole = 0n;
  #rest = 0;

  add(value: number): void {
    this.#rest += value;
    if (this.#rest < mostRest) return;
    this.#whole += BigInt(this.#rest);
    this.#rest = 0;
  }

  get total(): bigint {
    return this.#whole + BigInt(this.#rest);
  }
}

const mostRest = 2 ** 52;
