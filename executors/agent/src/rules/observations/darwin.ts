import type { Observations } from '../consent/mayRun.js';

/** What `pmset -g batt` says. A Mac without a battery lists none. */
export function powerFromPmset(output: string): Observations['power'] {
  const source = /^Now drawing from '(AC|Battery|UPS) Power'/m.exec(output)?.[1];
  if (source === undefined) return 'unknown';
  if (!output.includes('InternalBattery')) return source === 'AC' ? 'none' : 'battery';
  return source === 'AC' ? 'mains' : 'battery';
}

/** What `ioreg -c IOHIDSystem` says: nanoseconds since the last key, click or touch. */
export function idleFromIoreg(output: string): Observations['idle'] {
  const nanoseconds = /"HIDIdleTime" = (\d+)/.exec(output)?.[1];
  return nanoseconds === undefined ? 'unknown' : Math.floor(Number(nanoseconds) / 1e6);
}

/** What `pmset -g therm` says: a Mac tells no degrees, only whether it has slowed down. */
export function temperatureFromPmset(output: string): Observations['temperature'] {
  const limit = /CPU_Speed_Limit\s*=\s*(\d+)/.exec(output)?.[1];
  if (limit !== undefined) return Number(limit) < 100 ? 'throttled' : 'normal';
  return output.includes('No thermal warning level has been recorded') ? 'normal' : 'unknown';
}
