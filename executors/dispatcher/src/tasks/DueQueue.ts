interface Entry<Item> {
  readonly item: Item;
  readonly dueAt: number;
}

/** Items in the order in which they fall due: a binary heap that knows where each item is, so that any can be taken out. */
export class DueQueue<Item> {
  readonly #heap: Entry<Item>[] = [];
  readonly #places = new Map<Item, number>();

  get size(): number {
    return this.#heap.length;
  }

  /** Puts an item in, or changes when it is due. */
  set(item: Item, dueAt: number): void {
    this.delete(item);
    this.#heap.push({ item, dueAt });
    this.#rise(this.#heap.length - 1);
  }

  delete(item: Item): void {
    const place = this.#places.get(item);
    if (place === undefined) return;
    this.#places.delete(item);
    const last = this.#heap.pop();
    if (last === undefined || last.item === item) return;
    this.#put(last, place);
    this.#sink(place);
    this.#rise(place);
  }

  /** What falls due first. */
  first(): Item | undefined {
    return this.#heap[0]?.item;
  }

  /** Takes out what is due, in order, as many as there may be. */
  takeDue(now: number, most = Infinity): readonly Item[] {
    const due: Item[] = [];
    for (let [first] = this.#heap; first !== undefined && first.dueAt <= now; [first] = this.#heap) {
      if (due.length >= most) break;
      due.push(first.item);
      this.delete(first.item);
    }
    return due;
  }

  #rise(place: number): void {
    const entry = this.#heap[place];
    if (entry === undefined) return;
    let here = place;
    while (here > 0) {
      const above = (here - 1) >> 1;
      const parent = this.#heap[above];
      if (parent === undefined || parent.dueAt <= entry.dueAt) break;
      this.#put(parent, here);
      here = above;
    }
    this.#put(entry, here);
  }

  #sink(place: number): void {
    const entry = this.#heap[place];
    if (entry === undefined) return;
    let here = place;
    for (;;) {
      const below = this.#earlierChild(here);
      const child = this.#heap[below];
      if (child === undefined || child.dueAt >= entry.dueAt) break;
      this.#put(child, here);
      here = below;
    }
    this.#put(entry, here);
  }

  #earlierChild(place: number): number {
    const left = 2 * place + 1;
    const [one, other] = [this.#heap[left], this.#heap[left + 1]];
    return one !== undefined && other !== undefined && other.dueAt < one.dueAt ? left + 1 : left;
  }

  #put(entry: Entry<Item>, place: number): void {
    this.#heap[place] = entry;
    this.#places.set(entry.item, place);
  }
}
