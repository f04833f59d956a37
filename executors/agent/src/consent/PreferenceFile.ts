import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Preferences } from '../rules/consent/mayRun.js';
import { writeAtomically } from '../writeAtomically.js';
import { preferencesPatchSchema, type PreferencesPatch } from './preferences.js';

interface PreferenceFileOptions {
  readonly directory: string;
  /** What holds for what the owner has not chosen. */
  readonly defaults: Preferences;
}

/** The owner's preferences, kept in `preferences.json`: only what differs from the defaults. */
export class PreferenceFile {
  readonly #path: string;
  readonly #defaults: Preferences;
  #chosen: PreferencesPatch;
  #listener: () => void = () => undefined;

  private constructor(path: string, defaults: Preferences, chosen: PreferencesPatch) {
    this.#path = path;
    this.#defaults = defaults;
    this.#chosen = chosen;
  }

  /** Reads the file. One that cannot be read throws: running with fewer limits than the owner set would be worse. */
  static async open({ directory, defaults }: PreferenceFileOptions): Promise<PreferenceFile> {
    const path = join(directory, 'preferences.json');
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text === null) return new PreferenceFile(path, defaults, {});
    const chosen = parsed(text);
    if (chosen !== null) return new PreferenceFile(path, defaults, chosen);
    throw new Error(`${path} cannot be read; mend it, or delete it to go back to the defaults`);
  }

  get current(): Preferences {
    return { ...this.#defaults, ...given(this.#chosen) };
  }

  /** Calls back after every change. */
  onChange(listener: () => void): void {
    this.#listener = listener;
  }

  /** Changes some preferences, once they are safely written. */
  async change(patch: PreferencesPatch): Promise<void> {
    const chosen = { ...this.#chosen, ...given(patch) };
    await writeAtomically(this.#path, `${JSON.stringify(chosen, null, 2)}\n`);
    this.#chosen = chosen;
    this.#listener();
  }
}

type Given = { readonly [Key in keyof Preferences]?: Preferences[Key] };

/** The same without keys whose value is undefined. */
function given(patch: PreferencesPatch): Given {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}

function parsed(text: string): PreferencesPatch | null {
  try {
    return preferencesPatchSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
