import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DoneResult } from '@ai-collective/contracts';
import { z } from 'zod';
import { addToTally, emptyTally, type TallyRecord } from '../rules/consent/tally.js';
import { writeAtomically } from '../writeAtomically.js';

const amountSchema = z.object({ succeeded: z.number(), failed: z.number(), runMs: z.number() });
const recordSchema = z.object({ day: z.string(), today: amountSchema, allTime: amountSchema });

const writeEveryMs = 10_000;

/** What the device has done, today and ever, kept in `tally.json`. A crash loses ten seconds of it at most. */
export class Tally {
  readonly #path: string;
  #record: TallyRecord;
  #write: NodeJS.Timeout | undefined;

  private constructor(path: string, record: TallyRecord) {
    this.#path = path;
    this.#record = record;
  }

  /** Reads the tally; one that cannot be read begins anew, nobody is paid by it. */
  static async open(directory: string): Promise<Tally> {
    const path = join(directory, 'tally.json');
    const text = await readFile(path, 'utf8').catch(() => null);
    return new Tally(path, (text === null ? null : parsed(text)) ?? emptyTally);
  }

  /** As of a day, such as `2030-12-24`. */
  on(day: string): TallyRecord {
    return addToTally(this.#record, { succeeded: 0, failed: 0, runMs: 0 }, day);
  }

  add({ outcome, runMs }: DoneResult, day: string): void {
    const succeeded = outcome === 'SUCCEEDED' ? 1 : 0;
    this.#record = addToTally(this.#record, { succeeded, failed: 1 - succeeded, runMs }, day);
    this.#write ??= setTimeout(() => void this.save(), writeEveryMs).unref();
  }

  /** Writes it; a full disk costs the count and nothing else. */
  async save(): Promise<void> {
    clearTimeout(this.#write);
    this.#write = undefined;
    await writeAtomically(this.#path, JSON.stringify(this.#record)).catch(() => undefined);
  }
}

function parsed(text: string): TallyRecord | null {
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
