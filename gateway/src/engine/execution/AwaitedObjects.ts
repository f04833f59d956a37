/** Counts the calls under way that will complete an object: several may, at the same time. */
export class AwaitedObjects {
  readonly #calls = new Map<object, number>();

  has(object: object): boolean {
    return this.#calls.has(object);
  }

  await(objects: Iterable<object>): void {
    for (const object of objects) this.#calls.set(object, (this.#calls.get(object) ?? 0) + 1);
  }

  release(objects: Iterable<object>): void {
    for (const object of objects) {
      const others = (this.#calls.get(object) ?? 0) - 1;
      if (others > 0) this.#calls.set(object, others);
      else this.#calls.delete(object);
    }
  }
}
