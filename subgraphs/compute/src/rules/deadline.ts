const nearestMs = 1_000;
const furthestMs = 366 * 24 * 60 * 60 * 1_000;

/** The deadlines a job may have when it is submitted now, the first and the last included. */
export function deadlinesFrom(now: Date): { readonly earliest: Date; readonly latest: Date } {
  return {
    earliest: new Date(now.getTime() + nearestMs),
    latest: new Date(now.getTime() + furthestMs),
  };
}
