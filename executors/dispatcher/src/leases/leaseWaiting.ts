import type { Lease } from '@ai-collective/contracts';
import { offerOf } from '../devices/offerOf.js';
import type { DispatchContext } from '../DispatchContext.js';
import { leasedEvent } from '../results/attemptEvents.js';
import type { DeviceOffer } from '../rules/DeviceOffer.js';
import { evenShare } from '../rules/fairShare.js';
import { matchTask, type Match } from '../rules/matchTask.js';
import type { TaskNeed } from '../rules/TaskNeed.js';
import { inputBlobs } from '../tasks/inputBlobs.js';
import type { KnownTask } from '../tasks/KnownTask.js';
import type { ActiveLease } from './LeaseBook.js';
import { leaseFrames } from './leaseFrames.js';

/** Leases made before other work of this process gets its turn. */
const roundSize = 128;

/** Devices compared for one lease. Those that may run nothing are passed over and do not count for long. */
const mostCompared = 32;

/** Leases waiting tasks to devices with free places, and sends them. Tells whether there may be more to do. */
export function leaseWaiting(context: DispatchContext): boolean {
  if (context.halted() !== null) return false;
  const leases: ActiveLease[] = [];
  const offers = offersByFleet(context);
  for (const fleetId of context.tasks.busyFleets()) {
    const places = roundSize - leases.length;
    leases.push(...leaseFleet(context, { fleetId, offers: offers.get(fleetId) ?? [], places }));
  }
  announce(context, leases);
  return leases.length >= roundSize;
}

function offersByFleet(context: DispatchContext): Map<string, DeviceOffer[]> {
  const fleets = new Map<string, DeviceOffer[]>();
  for (const device of context.devices.all()) {
    if (context.suspensions.has(device.deviceId)) continue;
    const offer = offerOf(device, context.leases.running(device.deviceId), context.now());
    if (offer === null) continue;
    const fleet = fleets.get(offer.fleetId) ?? [];
    fleet.push(offer);
    fleets.set(offer.fleetId, fleet);
  }
  return fleets;
}

function leaseFleet(
  context: DispatchContext,
  fleet: { readonly fleetId: string; readonly offers: readonly DeviceOffer[]; readonly places: number },
): readonly ActiveLease[] {
  const leases: ActiveLease[] = [];
  let offers = fleet.offers;
  while (leases.length < fleet.places && offers.length > 0) {
    const heads = context.tasks.heads(fleet.fleetId);
    if (heads.length === 0) break;
    const compared = offers.slice(0, mostCompared);
    const needs = heads.map((task) => needOf(task, context.now()));
    const match = matchTask(compared, needs, context.shares.get(fleet.fleetId) ?? evenShare);
    const lease = match === null ? null : take(context, match);
    if (match === null || lease === null) {
      offers = offers.slice(mostCompared);
      continue;
    }
    context.shares.set(fleet.fleetId, match.share);
    leases.push(lease);
    offers = withOnePlaceLess(offers, match.deviceId);
  }
  return leases;
}

/** The device goes to the end of the line, so that a large fleet is not compared from the same end always. */
function withOnePlaceLess(offers: readonly DeviceOffer[], deviceId: string): readonly DeviceOffer[] {
  const others = offers.filter((offer) => offer.deviceId !== deviceId);
  const chosen = offers.find((offer) => offer.deviceId === deviceId);
  if (chosen === undefined || chosen.freePlaces <= 1) return others;
  return [...others, { ...chosen, freePlaces: chosen.freePlaces - 1 }];
}

function needOf({ message, arrivedAt }: KnownTask, now: number): TaskNeed {
  const { taskId, fleetId, communityId, modelVersionId, runner, artifacts, priority } = message;
  const { excludedOwners, privacy, regions } = message;
  return {
    taskId,
    fleetId,
    communityId,
    modelVersionId,
    runner,
    excludedOwners,
    privacy,
    regions,
    artifacts,
    inputs: inputBlobs(message),
    priority,
    waitedMs: now - arrivedAt,
  };
}

function take(context: DispatchContext, { taskId, deviceId, placement }: Match): ActiveLease | null {
  const task = context.tasks.get(taskId);
  const device = context.devices.get(deviceId);
  if (task === undefined || device === undefined) return null;
  const now = context.now();
  const attemptId = context.newAttemptId();
  const lease = { attemptId, device: device.record, task, placement, leasedAt: now, renewedAt: now };
  context.tasks.advance(task, 'LEASED', attemptId);
  context.leases.add(lease);
  device.credit -= 1;
  for (const { cid } of task.message.artifacts) device.models.add(cid);
  device.inputs.note(inputBlobs(task.message), now);
  return lease;
}

/** The event goes first: it is in the publisher's queue before the device can possibly have answered. */
function announce(context: DispatchContext, leases: readonly ActiveLease[]): void {
  const byDevice = new Map<string, Lease[]>();
  for (const { attemptId, device, task, placement, leasedAt } of leases) {
    const { deviceId } = device;
    const event = leasedEvent({ attemptId, device, task: task.message }, placement, leasedAt);
    void context.publisher.publish(event, task.message.traceparent);
    const ofDevice = byDevice.get(deviceId) ?? [];
    ofDevice.push(toLease(context, { attemptId, device, task, placement }));
    byDevice.set(deviceId, ofDevice);
  }
  for (const [deviceId, ofDevice] of byDevice) {
    const connection = context.devices.get(deviceId)?.connection;
    for (const frame of leaseFrames(ofDevice)) connection?.send(frame);
  }
}

function toLease(
  context: DispatchContext,
  { attemptId, device, task, placement }: Pick<ActiveLease, 'attemptId' | 'device' | 'task' | 'placement'>,
): Lease {
  const { taskId, jobId, runner, modelVersionId, input, runtimeLimitMs, traceparent } = task.message;
  return {
    attemptId,
    taskId,
    jobId,
    runner,
    modelVersionId,
    ...context.leaseUrls({ task: task.message, deviceId: device.deviceId }),
    input,
    runtimeLimitMs,
    placement,
    traceparent,
  };
}
