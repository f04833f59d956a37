import { setImmediate as nextTurn } from 'node:timers/promises';

/** Items worked on at a stretch: some milliseconds, so that requests which arrive meanwhile are answered. */
const itemsPerSlice = 500;

/** A run of a list's items, and the place of the first of them. */
export interface Slice<Item> {
  readonly start: number;
  readonly items: readonly Item[];
}

/** A list in slices, each in a turn of the event loop of its own. A list of one slice is there at once. */
export async function* inSlices<Item>(list: readonly Item[]): AsyncGenerator<Slice<Item>, void, undefined> {
  for (let start = 0; start < list.length; start += itemsPerSlice) {
    if (start > 0) await nextTurn();
    yield { start, items: list.slice(start, start + itemsPerSlice) };
  }
}
