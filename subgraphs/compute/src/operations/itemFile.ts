import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TaskInput } from '@ai-collective/contracts';
import { readLines } from '../blobs/readLines.js';
import { checkLine, longestLine, type LineVerdict } from './checkLine.js';
import type { TaskInputDeclaration } from '../rules/runnerInputs.js';
import { itemError } from './checkItems.js';
import type { Slice } from './inSlices.js';

/** What is wrong with a line of a file of items, or with the file as a whole. */
export interface ItemProblem {
  /** From 1; null: the file as a whole. */
  readonly line: number | null;
  readonly code: string;
  readonly message: string;
}

/** A file of items as it comes from storage, and what its items are to fit. */
export interface ItemFile {
  readonly content: AsyncIterable<Uint8Array>;
  readonly declared: readonly TaskInputDeclaration[];
}

/** Lines that came together, with the number of the first. */
interface CheckedLines {
  readonly first: number;
  readonly verdicts: readonly LineVerdict[];
}

/** Every line of a file, checked as it comes. Memory does not grow with the file. */
export async function* checkedLines({ content, declared }: ItemFile): AsyncGenerator<CheckedLines> {
  let first = 1;
  for await (const lines of readLines(content, longestLine)) {
    yield { first, verdicts: lines.map((line) => checkLine(declared, line)) };
    first += lines.length;
    // What has come already is read without a pause; others have their turn in between.
    await nextTurn();
  }
}

/** What is wrong with a line, if anything is. */
export function problemOf(line: number, verdict: LineVerdict): ItemProblem | undefined {
  if ('input' in verdict) return undefined;
  if ('malformed' in verdict) return { line, code: 'ITEM_MALFORMED', message: verdict.malformed };
  const { code, message } = itemError(verdict.complaint, line - 1);
  return { line, code, message };
}

/** A slice is written in one statement: this bounds its size. */
const sliceLimits = { items: 500, characters: 2 * 1_048_576 };

/** The items of a file that was found to be right. Throws when it is not. */
export async function* itemSlices(file: ItemFile): AsyncGenerator<Slice<TaskInput>> {
  let [start, characters] = [0, 0];
  let items: TaskInput[] = [];
  for await (const { verdicts } of checkedLines(file))
    for (const verdict of verdicts) {
      if (!('input' in verdict)) throw new Error('a file of items is not what it was when it was checked');
      items.push(verdict.input);
      characters += inlineCharacters(verdict.input);
      if (items.length < sliceLimits.items && characters < sliceLimits.characters) continue;
      yield { start, items };
      start += items.length;
      [items, characters] = [[], 0];
    }
  if (items.length > 0) yield { start, items };
}

function inlineCharacters(input: TaskInput): number {
  return Object.values(input).reduce(
    (sum, value) => sum + (value.type === 'tensor' ? value.data.length : value.cid.length),
    0,
  );
}
