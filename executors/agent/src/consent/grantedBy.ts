import { type LearntBatch, placesFor } from '../rules/placesFor.js';
import type { PreferenceFile } from './PreferenceFile.js';

/** What the owner grants at this moment. */
export interface Granted {
  readonly cores: number;
  /** Leases the device may hold. */
  readonly places: number;
  readonly childMemoryBytes: number;
  readonly cacheBytes: number;
}

/** What holds where the owner has chosen nothing. */
interface GrantDefaults {
  readonly cores: number;
  readonly prefetch: number;
  readonly childMemoryBytes: number;
  readonly cacheBytes: number;
}

const megabyte = 1024 * 1024;

/** Reads what is granted each time it is asked for. */
export function grantedBy(
  defaults: GrantDefaults,
  preferences: PreferenceFile,
  learnt: () => LearntBatch | null,
): Granted {
  return {
    get cores() {
      return preferences.current.cores ?? defaults.cores;
    },
    get places() {
      return placesFor(this.cores, defaults.prefetch, learnt());
    },
    get childMemoryBytes() {
      const { memoryMegabytes } = preferences.current;
      if (memoryMegabytes === null) return defaults.childMemoryBytes;
      return Math.floor((memoryMegabytes * megabyte) / this.cores);
    },
    get cacheBytes() {
      const { diskMegabytes } = preferences.current;
      return diskMegabytes === null ? defaults.cacheBytes : diskMegabytes * megabyte;
    },
  };
}
