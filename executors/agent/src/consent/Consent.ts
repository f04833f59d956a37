import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../writeAtomically.js';

const consentSchema = z.object({ paused: z.string().nullable() });

/**
 * Whether the owner lets the device work. A pause outlives a restart: it ends when the owner says so.
 * Work under way is finished; no new work is taken.
 */
export class Consent {
  readonly #path: string;
  #paused: string | null;
  #listener: () => void = () => undefined;

  private constructor(path: string, paused: string | null) {
    this.#path = path;
    this.#paused = paused;
  }

  /** Reads `consent.json` from a directory. An unreadable file counts as a pause: better idle than uninvited. */
  static async open(directory: string): Promise<Consent> {
    const path = join(directory, 'consent.json');
    const text = await readFile(path, 'utf8').catch(() => null);
    return new Consent(path, text === null ? null : pausedIn(text));
  }

  /** Why the device takes no work, in words; null when it does. */
  get paused(): string | null {
    return this.#paused;
  }

  /** Calls back after every change. */
  onChange(listener: () => void): void {
    this.#listener = listener;
  }

  /** Stops taking work. */
  pause(reason: string): Promise<void> {
    return this.#set(`paused: ${reason}`);
  }

  /** Takes work again. */
  resume(): Promise<void> {
    return this.#set(null);
  }

  async #set(paused: string | null): Promise<void> {
    this.#paused = paused;
    this.#listener();
    await writeAtomically(this.#path, JSON.stringify({ paused }));
  }
}

function pausedIn(text: string): string | null {
  try {
    return consentSchema.parse(JSON.parse(text)).paused;
  } catch {
    return 'paused: consent.json cannot be read';
  }
}
