import type { EnergyMeter } from './EnergyMeter.js';

/** Energy by the owner's word: each core that is at work takes its part of what the device draws with all of them at work. */
export function declaredMeter(watts: number, cores: () => number): EnergyMeter {
  return {
    source: 'declared',
    begin: () => ({ end: (runMs) => ((watts / cores()) * runMs) / 1_000 }),
  };
}
