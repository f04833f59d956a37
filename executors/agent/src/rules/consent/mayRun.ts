import { type LocalMoment, parseHours, withinHours } from './hours.js';

/** What the owner grants. */
export interface Preferences {
  /** Only while nobody uses the device. */
  readonly idleOnly: boolean;
  /** How long nobody must have touched it. */
  readonly idleMinutes: number;
  readonly onBattery: boolean;
  readonly onMetered: boolean;
  /** As `parseHours` reads them; null: at any hour. */
  readonly hours: string | null;
  /** Degrees Celsius; null: no limit of the owner's. */
  readonly temperatureLimit: number | null;
  /** Null: as configured, by default half of them. */
  readonly cores: number | null;
  /** Percent of the time that the granted cores may work. */
  readonly cpuShare: number;
  /** Memory of all children together; null: as configured. */
  readonly memoryMegabytes: number | null;
  /** Disk for cached models; null: as configured. */
  readonly diskMegabytes: number | null;
}

/** What the device finds out about itself. */
export interface Observations {
  /** `none`: it has no battery. */
  readonly power: 'mains' | 'battery' | 'none' | 'unknown';
  /** Milliseconds since somebody touched it; `headless`: nobody sits in front of it. */
  readonly idle: number | 'headless' | 'unknown';
  /** Degrees Celsius, or whether the system throttles where it tells no more. */
  readonly temperature: number | 'throttled' | 'normal' | 'unknown';
  readonly metered: boolean | 'unknown';
}

/** What may keep a device from working; the order is the one in which reasons are told. */
export type PauseCause = 'hours' | 'battery' | 'use' | 'network' | 'heat';

export interface Pause {
  readonly cause: PauseCause;
  readonly reason: string;
}

export type RunVerdict =
  | { readonly runs: true }
  | { readonly runs: false; readonly reason: string; readonly pauses: readonly Pause[] };

/** When, and what paused the device a moment ago. */
export interface RunMoment extends LocalMoment {
  readonly pausedBy: ReadonlySet<PauseCause>;
}

/** A hot device stays paused until it is this much cooler than its limit, degrees: it would flap otherwise. */
const coolingMargin = 5;

/**
 * Whether a device may work now. The first reason is told, all of them are listed. What is unknown never pauses, but for one
 * thing: on a device with a battery, thus likely somebody's own, use that cannot be told counts as use.
 */
export function mayRun(preferences: Preferences, observations: Observations, now: RunMoment): RunVerdict {
  const pauses = [
    hoursPause(preferences, now),
    batteryPause(preferences, observations),
    usePause(preferences, observations),
    networkPause(preferences, observations),
    heatPause(preferences, observations, now),
  ].filter((pause) => pause !== null);
  const [first] = pauses;
  return first === undefined ? { runs: true } : { runs: false, reason: first.reason, pauses };
}

function hoursPause({ hours }: Preferences, now: RunMoment): Pause | null {
  const spans = hours === null ? null : parseHours(hours);
  if (spans === null || withinHours(spans, now)) return null;
  return { cause: 'hours', reason: `paused: outside its hours (${hours ?? ''})` };
}

function batteryPause({ onBattery }: Preferences, { power }: Observations): Pause | null {
  return onBattery || power !== 'battery' ? null : { cause: 'battery', reason: 'paused: on battery' };
}

function usePause({ idleOnly, idleMinutes }: Preferences, { idle, power }: Observations): Pause | null {
  if (!idleOnly || idle === 'headless') return null;
  if (typeof idle === 'number')
    return idle >= idleMinutes * 60_000 ? null : { cause: 'use', reason: 'paused: in use' };
  const hasBattery = power === 'battery' || power === 'mains';
  return hasBattery ? { cause: 'use', reason: 'paused: whether it is in use cannot be told' } : null;
}

function networkPause({ onMetered }: Preferences, { metered }: Observations): Pause | null {
  return onMetered || metered !== true ? null : { cause: 'network', reason: 'paused: on a metered network' };
}

function heatPause(
  { temperatureLimit: limit }: Preferences,
  { temperature }: Observations,
  { pausedBy }: RunMoment,
): Pause | null {
  if (limit === null) return null;
  const reason = `paused: too hot (limit ${limit} °C)`;
  if (temperature === 'throttled') return { cause: 'heat', reason };
  const ceiling = pausedBy.has('heat') ? limit - coolingMargin : limit;
  return typeof temperature === 'number' && temperature > ceiling ? { cause: 'heat', reason } : null;
}
