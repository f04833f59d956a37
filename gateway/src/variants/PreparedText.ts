/** How much text an engine keeps prepared, in characters, without asking the engine. */
export class PreparedText {
  readonly #capacity: number;
  #operations = 0;
  #characters = 0;

  /** `capacity` is the most operations the engine remembers. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Counts an operation that was prepared anew. */
  note(characters: number): void {
    this.#operations++;
    this.#characters += characters;
  }

  /** Once more operations were prepared than are remembered, those remembered are as long as all were on average. */
  get characters(): number {
    return this.#characters * Math.min(1, this.#capacity / Math.max(1, this.#operations));
  }
}
