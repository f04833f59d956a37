/** How a device is supplied with work. */
export interface Supply {
  /** Leases it may hold. */
  readonly places: number;
  /** Leases under way. */
  readonly running: number;
  /** Milliseconds since it was last leased something. */
  readonly sinceLeasedMs: number;
}

/** A device with fewer places may well run all it has been leased at once. */
const fewestPlaces = 16;

/** How long a device with work in hand waits for more of it, ms. */
export const supplyMs = 25;

/**
 * Whether a device has enough to do to be leased more later, and all of it in one frame. Leased again with each place that
 * falls free, many places would cost a frame, a look at the fleet, and a message to the broker for every single task.
 */
export function isSupplied({ places, running, sinceLeasedMs }: Supply): boolean {
  return places >= fewestPlaces && running > places / 2 && sinceLeasedMs < supplyMs;
}
