import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../writeAtomically.js';

const consentSchema = z.object({
  paused: z.string().nullable(),
  until: z.number().nullable().default(null).describe('when it ends by itself, ms since the epoch'),
});

type ConsentRecord = Readonly<z.infer<typeof consentSchema>>;

/**
 * Whether the owner lets the device work. A pause outlives a restart: it ends when the owner says so, or at its time.
 */
export class Consent {
  readonly #path: string;
  #record: ConsentRecord;
  #listener: () => void = () => undefined;

  private constructor(path: string, record: ConsentRecord) {
    this.#path = path;
    this.#record = record;
  }

  /** Reads `consent.json` from a directory. An unreadable file counts as a pause: better idle than uninvited. */
  static async open(directory: string): Promise<Consent> {
    const path = join(directory, 'consent.json');
    const text = await readFile(path, 'utf8').catch(() => null);
    return new Consent(path, text === null ? resumed : recordIn(text));
  }

  /** Why the device takes no work, in words; null when it does. */
  get paused(): string | null {
    return this.#ended ? null : this.#record.paused;
  }

  /** When the pause ends by itself, milliseconds since the epoch; null when it does not. */
  get until(): number | null {
    return this.#ended ? null : this.#record.until;
  }

  /** Calls back after every change. */
  onChange(listener: () => void): void {
    this.#listener = listener;
  }

  /** Stops work, for good or for a time in milliseconds. */
  pause(reason: string, forMs: number | null = null): Promise<void> {
    return this.#set({ paused: `paused: ${reason}`, until: forMs === null ? null : Date.now() + forMs });
  }

  /** Takes work again. */
  resume(): Promise<void> {
    return this.#set(resumed);
  }

  get #ended(): boolean {
    return this.#record.until !== null && Date.now() >= this.#record.until;
  }

  async #set(record: ConsentRecord): Promise<void> {
    this.#record = record;
    this.#listener();
    await writeAtomically(this.#path, JSON.stringify(record));
  }
}

const resumed: ConsentRecord = { paused: null, until: null };

function recordIn(text: string): ConsentRecord {
  try {
    return consentSchema.parse(JSON.parse(text));
  } catch {
    return { paused: 'paused: consent.json cannot be read', until: null };
  }
}
