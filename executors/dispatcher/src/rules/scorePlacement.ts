import type { Placement } from '@ai-collective/contracts';
import type { DeviceOffer, SpeedClaim } from './DeviceOffer.js';
import type { TaskNeed } from './TaskNeed.js';
import { urgencyOf } from './urgency.js';

/** A device and a task it may run. `fastestMs` and `leastJoules` are the best means for the model among the devices offered. */
export interface Pairing {
  readonly device: DeviceOffer;
  readonly task: TaskNeed;
  readonly fastestMs: number | null;
  readonly leastJoules: number | null;
}

/** Reasons are put into words for the pair that is chosen only: thousands are compared. */
interface Factor {
  readonly points: number;
  readonly reason: () => string;
}

/** What speaks for or against a pairing, one line each: the weights of BOINC's scheduler where it has one. */
const factors: readonly ((pairing: Pairing) => Factor | null)[] = [
  modelOnDevice,
  inputsOnDevice,
  turnaround,
  roundTrip,
  energy,
  size,
  freePlaces,
  priority,
  waiting,
  deadline,
];

/** How well a task fits a device. Higher is better; never a reason to refuse. */
export function scorePairing(pairing: Pairing): number {
  return round(factors.reduce((sum, factor) => sum + (factor(pairing)?.points ?? 0), 0));
}

/** The score of a pairing with the reason for every point. */
export function explainPlacement(pairing: Pairing): Placement {
  const found = factors.flatMap((factor) => factor(pairing) ?? []).filter(({ points }) => points !== 0);
  return {
    score: scorePairing(pairing),
    reasons: found.map(
      ({ points, reason }) => `${points > 0 ? '+' : '−'}${round(Math.abs(points))} ${reason()}`,
    ),
  };
}

function modelOnDevice({ device, task }: Pairing): Factor | null {
  const here = task.artifacts.every(({ cid }) => device.models.has(cid));
  return here ? { points: 10, reason: () => 'the model is on the device' } : null;
}

function inputsOnDevice({ device, task }: Pairing): Factor | null {
  const here = task.inputs.length > 0 && task.inputs.every((cid) => device.inputs.has(cid));
  return here ? { points: 10, reason: () => 'its inputs are on the device' } : null;
}

/** A device never measured gets the middle, so that it comes to be measured; sooner or later by what it says of itself. */
function turnaround({ device, task, fastestMs }: Pairing): Factor {
  const own = device.turnaroundMs.get(task.modelVersionId);
  if (own === undefined) return claimed(device.claims.get(task.modelVersionId), fastestMs);
  if (fastestMs === null) return { points: unmeasured, reason: () => 'turnaround not yet measured' };
  const points = own <= fastestMs ? 10 : (10 * fastestMs) / own;
  return {
    points: round(points),
    reason: () => `turnaround ${Math.round(own)} ms, the fastest ${Math.round(fastestMs)} ms`,
  };
}

const unmeasured = 5;

/** A word is not worth as much as a measurement: the best of them wins less than the fastest device that was measured. */
const mostForWord = 8;

function claimed(claim: SpeedClaim | undefined, fastestMs: number | null): Factor {
  if (claim === undefined || fastestMs === null)
    return { points: unmeasured, reason: () => 'turnaround not yet measured' };
  const { provider, msPerItem } = claim;
  return {
    points: round(Math.min(mostForWord, (unmeasured * fastestMs) / msPerItem)),
    reason: () =>
      `says it takes ${msPerItem.toPrecision(2)} ms on ${provider}, the fastest ${Math.round(fastestMs)} ms`,
  };
}

/** What a far device loses at most, and the milliseconds that cost a point: enough to choose between equals. */
const mostForDistance = 2;
const msAPoint = 100;

function roundTrip({ device: { roundTripMs } }: Pairing): Factor | null {
  if (roundTripMs === null) return null;
  return {
    points: -round(Math.min(mostForDistance, roundTripMs / msAPoint)),
    reason: () => `it answers in ${Math.round(roundTripMs)} ms`,
  };
}

/** What the most frugal device wins. A device that does not tell wins nothing, so that not telling never pays. */
const mostForEnergy = 2;

function energy({ device, task, leastJoules }: Pairing): Factor | null {
  const own = device.joules.get(task.modelVersionId);
  if (own === undefined || leastJoules === null) return null;
  const points = own <= leastJoules ? mostForEnergy : (mostForEnergy * leastJoules) / own;
  return {
    points: round(points),
    reason: () => `a task takes ${own.toPrecision(2)} J, the least ${leastJoules.toPrecision(2)} J`,
  };
}

/** Running a model takes about three times its file in memory. */
const memoryFactor = 3;
/** Below this part of a place's memory, a task wastes a large device. */
const smallPart = 1 / 256;

function size({ device, task }: Pairing): Factor | null {
  const need = memoryFactor * task.artifacts.reduce((sum, { bytes }) => sum + bytes, 0);
  const place = device.memoryBytes / device.cores;
  if (need > device.memoryBytes)
    return { points: -2, reason: () => 'the model may be too big for its memory' };
  if (need > place) return null;
  if (need < place * smallPart) return { points: -1, reason: () => 'a small model for so large a device' };
  return { points: 5, reason: () => 'the model fits its memory' };
}

/** Spreads work over devices that are otherwise alike. */
function freePlaces({ device }: Pairing): Factor {
  const part = device.capacity > 0 ? device.freePlaces / device.capacity : 0;
  return {
    points: round(3 * Math.min(1, part)),
    reason: () => `${device.freePlaces} of ${device.capacity} places free`,
  };
}

function priority({ task }: Pairing): Factor {
  return { points: task.priority, reason: () => `priority ${task.priority}` };
}

/** Enough in half a minute to outweigh everything else: no model starves because another fits better. */
function waiting({ task }: Pairing): Factor {
  const seconds = Math.min(40, Math.floor(task.waitedMs / 1_000));
  return { points: seconds, reason: () => `waited ${seconds} s` };
}

function deadline({ task: { leftMs } }: Pairing): Factor {
  return {
    points: round(urgencyOf(leftMs)),
    reason: () => `its job is due in ${Math.ceil((leftMs ?? 0) / 1_000)} s`,
  };
}

function round(points: number): number {
  return Math.round(points * 10) / 10;
}
