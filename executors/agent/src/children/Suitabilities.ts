import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import {
  describeSuitability,
  type Finding,
  nothingKnown,
  planRun,
  type RunPlan,
  type Suitability,
} from '../rules/suitability.js';
import { writeAtomically } from '../writeAtomically.js';

/** Models of which something is remembered; those that ran least recently are forgotten. */
const places = 1_000;

const writeEveryMs = 10_000;

const trialSchema = z.object({
  comparisons: z.array(z.object({ cpuMs: z.number(), otherMs: z.number() })),
  failures: z.number(),
  unsuitable: z.string().nullable(),
});
const recordSchema = z.object({
  stamp: z.string(),
  models: z.array(
    z.tuple([
      z.string(),
      z.object({
        trials: z.record(z.string(), trialSchema),
        msPerItem: z.record(z.string(), z.number().positive()),
      }),
    ]),
  ),
});

interface SuitabilitiesOptions {
  readonly directory: string;
  /** The versions of whatever decides how models run: what was found with others is forgotten. */
  readonly stamp: string;
}

/** How well models run on this device's execution providers, kept in `suitability.json`. A crash loses ten seconds of it at most. */
export class Suitabilities {
  readonly #path: string;
  readonly #stamp: string;
  readonly #models: Map<string, Suitability>;
  #providers: readonly string[] = [];
  #write: NodeJS.Timeout | undefined;

  private constructor({ directory, stamp }: SuitabilitiesOptions, models: Map<string, Suitability>) {
    this.#path = join(directory, fileName);
    this.#stamp = stamp;
    this.#models = models;
  }

  /** Reads what is known; a file that cannot be read, or of another stamp, begins anew. */
  static async open(options: SuitabilitiesOptions): Promise<Suitabilities> {
    const text = await readFile(join(options.directory, fileName), 'utf8').catch(() => null);
    const record = text === null ? null : parsed(text);
    return new Suitabilities(options, new Map(record?.stamp === options.stamp ? record.models : []));
  }

  /** Says which providers may be used. Before, there is cpu. */
  offer(providers: readonly string[]): void {
    this.#providers = providers;
  }

  plan(modelVersionId: string): RunPlan {
    return planRun(this.#models.get(modelVersionId) ?? nothingKnown, this.#providers);
  }

  /** Notes what was found of a model. */
  note(modelVersionId: string, change: (known: Suitability) => Suitability): void {
    const known = this.#models.get(modelVersionId) ?? nothingKnown;
    this.#models.delete(modelVersionId);
    this.#models.set(modelVersionId, change(known));
    const [oldest] = this.#models.keys();
    if (this.#models.size > places && oldest !== undefined) this.#models.delete(oldest);
    this.#write ??= setTimeout(() => void this.save(), writeEveryMs).unref();
  }

  /** Where each model runs, those that ran last at the end. */
  get findings(): readonly (Finding & { readonly modelVersionId: string })[] {
    return [...this.#models].map(([modelVersionId, known]) => ({
      modelVersionId,
      ...describeSuitability(known, this.#providers),
    }));
  }

  /** Writes it; a full disk costs what was learnt and nothing else. */
  async save(): Promise<void> {
    clearTimeout(this.#write);
    this.#write = undefined;
    const record = { stamp: this.#stamp, models: [...this.#models] };
    await writeAtomically(this.#path, JSON.stringify(record)).catch(() => undefined);
  }
}

const fileName = 'suitability.json';

function parsed(text: string): z.infer<typeof recordSchema> | null {
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
