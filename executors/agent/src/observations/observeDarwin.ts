import type { Observations } from '../rules/consent/mayRun.js';
import { idleFromIoreg, powerFromPmset, temperatureFromPmset } from '../rules/observations/darwin.js';
import type { RunProbe } from './runProbe.js';

/** Observes a Mac. It does not tell programs whether its network is metered. */
export async function observeDarwin(probe: RunProbe): Promise<Observations> {
  const [battery, input, heat] = await Promise.all([
    probe('/usr/bin/pmset', ['-g', 'batt']),
    probe('/usr/sbin/ioreg', ['-c', 'IOHIDSystem', '-d', '4']),
    probe('/usr/bin/pmset', ['-g', 'therm']),
  ]);
  return {
    power: powerFromPmset(battery),
    idle: idleFromIoreg(input),
    temperature: temperatureFromPmset(heat),
    metered: 'unknown',
  };
}
