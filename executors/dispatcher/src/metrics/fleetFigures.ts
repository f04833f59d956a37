import type { DispatchContext } from '../DispatchContext.js';

/** What a device that is connected does. */
export const deviceStates = ['busy', 'idle', 'paused', 'suspended'] as const;
export type DeviceState = (typeof deviceStates)[number];

/** How a fleet stands at this dispatcher. */
export interface FleetFigures {
  readonly fleetId: string;
  readonly waiting: number;
  readonly leased: number;
  /** Since the task that has waited here the longest came; 0 when none waits. */
  readonly oldestWaitingSeconds: number;
  /** Devices that are connected, by what they do. */
  readonly devices: Readonly<Record<DeviceState, number>>;
}

/** Fleets that metrics name at most. */
const mostFleets = 1_000;

/** How the fleets stand that have tasks or devices here. It looks at each once: some milliseconds where all is full. */
export function fleetFigures(context: DispatchContext): readonly FleetFigures[] {
  const fleets = new Map<string, Tally>();
  const tallyOf = (fleetId: string): Tally => {
    const tally = fleets.get(fleetId) ?? newTally();
    fleets.set(fleetId, tally);
    return tally;
  };
  for (const { message, state, arrivedAt } of context.tasks.all()) {
    const tally = tallyOf(message.fleetId);
    if (state === 'LEASED') tally.leased += 1;
    if (state !== 'WAITING') continue;
    tally.waiting += 1;
    tally.oldestAt = Math.min(tally.oldestAt, arrivedAt);
  }
  for (const device of context.devices.all()) {
    if (device.connection === null) continue;
    tallyOf(device.record.fleetId).devices[stateOf(context, device)] += 1;
  }
  const now = context.now();
  return [...fleets].slice(0, mostFleets).map(([fleetId, { oldestAt, ...tally }]) => ({
    fleetId,
    ...tally,
    oldestWaitingSeconds: tally.waiting === 0 ? 0 : Math.max(0, now - oldestAt) / 1_000,
  }));
}

interface Tally {
  waiting: number;
  leased: number;
  oldestAt: number;
  readonly devices: Record<DeviceState, number>;
}

function newTally(): Tally {
  return {
    waiting: 0,
    leased: 0,
    oldestAt: Infinity,
    devices: { busy: 0, idle: 0, paused: 0, suspended: 0 },
  };
}

function stateOf(
  { leases, suspensions }: DispatchContext,
  { deviceId, paused }: { readonly deviceId: string; readonly paused: string | null },
): DeviceState {
  if (suspensions.has(deviceId)) return 'suspended';
  if (paused !== null) return 'paused';
  return leases.running(deviceId) > 0 ? 'busy' : 'idle';
}
