/**
 * How many bytes an upload may bring, of the `wanted` ones, so that `reserveBytes` of the disk stay free;
 * undefined when that is too few. `wanted` undefined: as much as fits, at least one byte.
 */
export function decideSpace(disk: {
  readonly freeBytes: number;
  readonly reserveBytes: number;
  readonly wanted?: number | undefined;
}): number | undefined {
  const available = disk.freeBytes - disk.reserveBytes;
  if (disk.wanted !== undefined) return disk.wanted <= available ? disk.wanted : undefined;
  return available >= 1 ? available : undefined;
}
