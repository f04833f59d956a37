/** How many devices a fleet is to have, and how long fewer would have done. Times in milliseconds since the epoch. */
export interface FleetScale {
  readonly devices: number;
  /** Since when fewer would do; null when they would not. */
  readonly fewerSince: number | null;
  /** The most that were needed at any time since. */
  readonly mostSince: number;
}

export const noScale: FleetScale = { devices: 0, fewerSince: null, mostSince: 0 };

/** What is to be done, and in what time. */
export interface ScaleDemand {
  /** Tasks that have no verdict yet. */
  readonly openTasks: number;
  /** What they are expected to take one device, that does one at a time. */
  readonly workMs: number;
  /** In what time they are to be done. */
  readonly targetMs: number;
  readonly maxDevices: number;
}

/** Fewer devices are asked for only when fewer have been enough for this long. */
export const scaleDownAfterMs = 5 * 60_000;

/** So much more than there is has to be needed before more is asked for, as with the autoscaler of Kubernetes. */
const tolerance = 0.1;

/**
 * How many devices clear the backlog within the target: the work divided by the time, at most one for each task. More are asked for
 * at once; fewer, or none, once the most that was needed in five minutes is less, so that a count that goes up and down asks for what its
 * peaks need.
 */
export function desiredDevices(scale: FleetScale, demand: ScaleDemand, now: number): FleetScale {
  const wanted = devicesFor(demand);
  const current = Math.min(scale.devices, demand.maxDevices);
  if (wanted > current * (1 + tolerance)) return { devices: wanted, fewerSince: null, mostSince: 0 };
  if (wanted >= current) return { devices: current, fewerSince: null, mostSince: 0 };
  const fewerSince = scale.fewerSince ?? now;
  const mostSince = Math.max(wanted, scale.fewerSince === null ? 0 : scale.mostSince);
  if (now - fewerSince < scaleDownAfterMs) return { devices: current, fewerSince, mostSince };
  return { devices: Math.min(mostSince, current), fewerSince: null, mostSince: 0 };
}

function devicesFor({ openTasks, workMs, targetMs, maxDevices }: ScaleDemand): number {
  return Math.min(Math.ceil(workMs / targetMs), openTasks, maxDevices);
}
