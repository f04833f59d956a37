/** What decides how much more work a device may be given. */
export interface PlacesInUse {
  /** True while the owner has paused the device or it is about to stop. */
  readonly closed: boolean;
  /** Leases it may hold: a place for each core and a few to fetch ahead. */
  readonly places: number;
  readonly held: number;
  /** Results the dispatcher has not settled. */
  readonly unsettled: number;
}

/** Results a device keeps at most before it stops taking work: they must fit its memory. */
export const unsettledLimit = 512;

/** How many more leases a device can take now. */
export function freePlaces({ closed, places, held, unsettled }: PlacesInUse): number {
  if (closed || unsettled >= unsettledLimit) return 0;
  return Math.max(0, places - held);
}
