import type { Observations } from '../consent/mayRun.js';

/** One entry of /sys/class/power_supply; null where the file is absent. */
export interface PowerSupply {
  readonly type: string | null;
  readonly online: string | null;
  readonly status: string | null;
  /** `Device` is the battery of a mouse or a headset. */
  readonly scope: string | null;
}

/** Power from the kernel's list of supplies; no entry at all is a machine without a battery. */
export function powerFromSupplies(supplies: readonly PowerSupply[]): Observations['power'] {
  const own = supplies.filter(({ scope }) => scope !== 'Device');
  const batteries = own.filter(({ type }) => type === 'Battery');
  if (batteries.length === 0) return 'none';
  if (own.some(({ type, online }) => type !== 'Battery' && online === '1')) return 'mains';
  if (batteries.some(({ status }) => status === 'Discharging')) return 'battery';
  return batteries.every(({ status }) => status === null || status === 'Unknown') ? 'unknown' : 'mains';
}

/** The hottest plausible zone, of millidegrees as the kernel writes them. */
export function hottestZone(millidegrees: readonly string[]): Observations['temperature'] {
  const degrees = millidegrees
    .filter((text) => text !== '')
    .map((text) => Number(text) / 1_000)
    .filter((value) => value > 0 && value < 150);
  return degrees.length === 0 ? 'unknown' : Math.max(...degrees);
}

/**
 * What `busctl get-property … org.freedesktop.NetworkManager Metered` says: `u 1` yes, `u 2` no, 3 and 4 guessed so.
 * Source: NMMetered, NetworkManager D-Bus reference.
 */
export function meteredFromBusctl(output: string): Observations['metered'] {
  const value = /^u (\d)$/.exec(output.trim())?.[1];
  if (value === '1' || value === '3') return true;
  return value === '2' || value === '4' ? false : 'unknown';
}

/** What `nmcli -t -f GENERAL.STATE,GENERAL.METERED device show` says of the connected devices. */
export function meteredFromNmcli(output: string): Observations['metered'] {
  const connected = output.split(/\n\s*\n/).filter((block) => /^GENERAL\.STATE:100\b/m.test(block));
  const answers = connected.map((block) => /^GENERAL\.METERED:(yes|no)\b/m.exec(block)?.[1]);
  if (answers.includes('yes')) return true;
  return answers.includes('no') ? false : 'unknown';
}

/**
 * What `loginctl show-seat seat0 -p ActiveSession -p IdleHint -p IdleSinceHint` says: milliseconds idle, or that nobody is
 * signed in at the seat. Null when there is no seat or it tells nothing.
 */
export function idleFromSeat(output: string, nowMs: number): number | 'nobody' | null {
  const value = (name: string): string | undefined => new RegExp(`^${name}=(.*)$`, 'm').exec(output)?.[1];
  const session = value('ActiveSession');
  if (session === undefined) return null;
  if (session === '') return 'nobody';
  if (value('IdleHint') !== 'yes') return 0;
  const since = Number(value('IdleSinceHint') ?? 0) / 1_000;
  return since > 0 ? Math.max(0, nowMs - since) : null;
}

/** What `xprintidle` prints: milliseconds. Null when it prints anything else. */
export function idleFromXprintidle(output: string): number | null {
  return /^\d+\s*$/.test(output) ? Number(output) : null;
}
