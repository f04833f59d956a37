import type { Observations } from '../rules/consent/mayRun.js';
import { observeDarwin } from './observeDarwin.js';
import { observeLinux } from './observeLinux.js';
import { observeWindows } from './observeWindows.js';
import { probeWithin } from './runProbe.js';

/** Finds out how the device is, and how long to wait before asking again. */
export interface Observer {
  readonly everyMs: number;
  readonly observe: () => Promise<Observations>;
}

/** Starting PowerShell takes a second or more. */
const windowsLimitMs = 10_000;

const nothing: Observations = {
  power: 'unknown',
  idle: 'unknown',
  temperature: 'unknown',
  metered: 'unknown',
};

/** The observer of a platform, as `process.platform` names it; of others everything is unknown. */
export function observerFor(platform: string): Observer {
  const probe = probeWithin(2_000);
  switch (platform) {
    case 'linux':
      return { everyMs: 5_000, observe: () => observeLinux({ root: '/', probe, now: Date.now }) };
    case 'darwin':
      return { everyMs: 5_000, observe: () => observeDarwin(probe) };
    case 'win32':
      return { everyMs: 20_000, observe: () => observeWindows(probeWithin(windowsLimitMs)) };
  }
  return { everyMs: 60_000, observe: () => Promise.resolve(nothing) };
}
