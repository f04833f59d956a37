/** A counter of the Linux kernel's power capping framework, below `/sys/class/powercap`. */
export interface RaplZone {
  /** The folder's name, such as `intel-rapl:0` or, within that, `intel-rapl:0:2`. */
  readonly folder: string;
  /** What it counts, such as `package-0`, `core` or `dram`. */
  readonly name: string;
}

/**
 * Whether a counter is one of those that add up to what processors and memory take: packages, and their memory, which they do not
 * include. Cores and graphics are parts of a package, and `psys` is the whole machine again.
 */
export function isSummand({ folder, name }: RaplZone): boolean {
  if (/^intel-rapl:\d+$/.test(folder)) return /^package-\d+$/.test(name);
  return /^intel-rapl:\d+:\d+$/.test(folder) && name === 'dram';
}

/**
 * Microjoules between two readings of a counter that begins anew after `range`. It may have done so once: whoever reads it
 * must do so often enough.
 */
export function microjoulesBetween(before: number, after: number, range: number): number {
  return after >= before ? after - before : after - before + range;
}

/** A whole number of microjoules, or null for text that is none. */
export function parseMicrojoules(text: string): number | null {
  return /^\d{1,19}\n?$/.test(text) ? Number(text) : null;
}
