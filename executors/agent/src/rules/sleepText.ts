/** What an owner reads of a device that sleeps. @param idleMs since it last had work, milliseconds */
export function sleepText(idleMs: number): string {
  const minutes = Math.floor(idleMs / 60_000);
  if (minutes < 1) return `asleep: no work for ${Math.floor(idleMs / 1_000)} s`;
  return minutes < 120
    ? `asleep: no work for ${minutes} min`
    : `asleep: no work for ${Math.floor(minutes / 60)} h`;
}
