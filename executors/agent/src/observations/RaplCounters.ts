import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSummand, microjoulesBetween, parseMicrojoules } from '../rules/observations/rapl.js';

interface Counter {
  readonly path: string;
  readonly range: number;
  last: number;
}

const microjoules = 1e-6;

/**
 * The energy counters of processors and memory that Linux shows (RAPL, `/sys/class/powercap`), Intel's and AMD's alike. Most kernels
 * let only root read them since CVE-2020-8694. They are read at once, without waiting: the kernel answers from memory.
 */
export class RaplCounters {
  private constructor(private readonly counters: readonly Counter[]) {}

  /** Opens the counters below a root folder; null when there are none, or they cannot be read. */
  static open(root: string): RaplCounters | null {
    try {
      const folder = join(root, 'sys/class/powercap');
      const counters = readdirSync(folder)
        .filter((name) => isSummand({ folder: name, name: textOf(join(folder, name, 'name')).trim() }))
        .map((name) => openCounter(join(folder, name)));
      return counters.length === 0 ? null : new RaplCounters(counters);
    } catch {
      return null;
    }
  }

  /** Joules since it was last called, or opened; null when a counter cannot be read any more. */
  joulesSinceLast(): number | null {
    try {
      return this.counters.reduce((sum, counter) => sum + advance(counter), 0) * microjoules;
    } catch {
      return null;
    }
  }
}

function openCounter(folder: string): Counter {
  const path = join(folder, 'energy_uj');
  return { path, range: numberOf(join(folder, 'max_energy_range_uj')), last: numberOf(path) };
}

function advance(counter: Counter): number {
  const now = numberOf(counter.path);
  const moved = microjoulesBetween(counter.last, now, counter.range);
  counter.last = now;
  return moved;
}

function numberOf(path: string): number {
  const value = parseMicrojoules(textOf(path));
  if (value === null) throw new Error(`${path} holds no number`);
  return value;
}

function textOf(path: string): string {
  return readFileSync(path, 'utf8');
}
