import { declaredMeter } from './declaredMeter.js';
import type { EnergyMeter } from './EnergyMeter.js';
import { RaplCounters } from './RaplCounters.js';
import { SharedMeter } from './SharedMeter.js';

interface EnergySources {
  /** What the device draws with all cores at work, as its owner says; null when nothing was said. */
  readonly declaredWatts: number | null;
  /** Cores that its owner grants. */
  readonly cores: () => number;
  /** The root of the file system; tests have another. */
  readonly root?: string;
}

/** What tells the energy of runs on a platform, as `process.platform` names it: counters, else the owner; null when neither does. */
export function energyMeterFor(
  platform: string,
  { declaredWatts, cores, root = '/' }: EnergySources,
): EnergyMeter | null {
  const counters = platform === 'linux' ? RaplCounters.open(root) : null;
  if (counters !== null) return new SharedMeter(() => counters.joulesSinceLast());
  return declaredWatts === null ? null : declaredMeter(declaredWatts, cores);
}
