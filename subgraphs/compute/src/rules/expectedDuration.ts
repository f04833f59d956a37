/** What is known before a job is submitted. Times in milliseconds. */
export interface Outset {
  readonly items: number;
  /** Unsettled tasks of the fleet that go before the job's or beside them. */
  readonly backlog: number;
  /** Devices that work on them, one task at a time each. */
  readonly devices: number;
  readonly runMs: number;
}

/**
 * How long a job takes, in milliseconds, when the tasks before it take as long as its own: whole rounds of one task a device.
 * Null without a device.
 */
export function expectedDuration({ items, backlog, devices, runMs }: Outset): number | null {
  return devices === 0 ? null : Math.ceil((items + backlog) / devices) * runMs;
}
