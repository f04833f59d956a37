interface Waiting<Value> {
  readonly resolve: (value: Value | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** Collects the ids that resolvers ask for in one turn of the event loop, and loads them together. */
export class BatchLoader<Value> {
  readonly #known = new Map<string, Value>();
  #waiting = new Map<string, Waiting<Value>[]>();

  constructor(private readonly loadAll: (ids: readonly string[]) => Promise<ReadonlyMap<string, Value>>) {}

  /** Makes a value known that was loaded elsewhere. */
  prime(id: string, value: Value): void {
    this.#known.set(id, value);
  }

  load(id: string): Promise<Value | undefined> {
    const known = this.#known.get(id);
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((resolve, reject) => {
      if (this.#waiting.size === 0) setImmediate(() => void this.#flush());
      const others = this.#waiting.get(id) ?? [];
      this.#waiting.set(id, [...others, { resolve, reject }]);
    });
  }

  async #flush(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = new Map();
    try {
      const values = await this.loadAll([...waiting.keys()]);
      for (const [id, callers] of waiting) for (const { resolve } of callers) resolve(values.get(id));
    } catch (error) {
      for (const callers of waiting.values()) for (const { reject } of callers) reject(error);
    }
  }
}
