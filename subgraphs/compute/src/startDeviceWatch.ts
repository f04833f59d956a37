import type { ComputeServices } from './operations/ComputeServices.js';
import { askedPolicies, restrictDevices } from './operations/devices/restrictDevices.js';
import { sampleDevices } from './operations/devices/sampleDevices.js';
import { startSweeper, type Sweeper } from './startSweeper.js';

const sampleEveryMs = 60_000;
/** A vote holds for devices within this time. */
const restrictEveryMs = 3_000;

/** Keeps what came of devices' leases up to date, and acts on what policies make of it, until closed. */
export function startDeviceWatch(services: ComputeServices): Sweeper {
  const { log } = services;
  const asked = askedPolicies();
  const sweepers = [
    startSweeper({
      everyMs: sampleEveryMs,
      name: 'looking at what came of leases',
      round: async () => {
        await sampleDevices(services);
      },
      log,
    }),
    startSweeper({
      everyMs: restrictEveryMs,
      name: 'asking policies about devices',
      round: async () => {
        const devices = await restrictDevices(services, asked);
        if (devices > 0) log.info({ devices }, 'policies changed which devices are given work');
      },
      log,
    }),
  ];
  return {
    close: async () => {
      await Promise.all(sweepers.map((sweeper) => sweeper.close()));
    },
  };
}
