import type { Lease } from '@ai-collective/contracts';
import type { Device } from '../devices/Device.js';
import { offerOf } from '../devices/offerOf.js';
import type { DispatchContext } from '../DispatchContext.js';
import { leasedEvent } from '../results/attemptEvents.js';
import type { DeviceOffer } from '../rules/DeviceOffer.js';
import { evenShare } from '../rules/fairShare.js';
import { isSupplied, supplyMs } from '../rules/isSupplied.js';
import { isAtFault, isModelResting, withRest } from '../rules/modelFaults.js';
import { matchTask, type Match } from '../rules/matchTask.js';
import type { TaskNeed } from '../rules/TaskNeed.js';
import { dropOverdue } from '../tasks/dropOverdue.js';
import { inputBlobs } from '../tasks/inputBlobs.js';
import { dueAtOf, type KnownTask } from '../tasks/KnownTask.js';
import { grantLease } from './grantLease.js';
import type { ActiveLease } from './LeaseBook.js';
import { leaseFrames } from './leaseFrames.js';
import { leaveOutErred } from './leaveOutErred.js';

/** Leases made before other work of this process gets its turn. */
const roundSize = 128;

/** Devices compared for one lease. Those that may run nothing are passed over and do not count for long. */
const mostCompared = 32;

/** Devices looked at in a round: the others of a large fleet have their turn in the next. */
const mostLooked = 1_024;

/**
 * Leases waiting tasks to devices with free places, and sends them. Tells after how many milliseconds there may be more to do
 * without anything being heard; null: not before that.
 */
export function leaseWaiting(context: DispatchContext): number | null {
  dropOverdue(context);
  if (context.halted() !== null) return null;
  rejoinLine(context);
  const leases: ActiveLease[] = [];
  for (const fleetId of context.tasks.busyFleets())
    leases.push(...leaseFleet(context, fleetId, roundSize - leases.length));
  announce(context, leases);
  if (leases.length >= roundSize) return 0;
  return context.supplied.size > 0 ? supplyMs : null;
}

/** Devices that had enough to do are in line again after a while. */
function rejoinLine({ supplied, devices, now }: DispatchContext): void {
  for (const device of supplied) {
    if (now() - device.leasedAt < supplyMs) break;
    supplied.delete(device);
    devices.joinLine(device);
  }
}

/** However large a fleet is, a lease costs the comparison of a few of its devices: those whose turn it is. */
function leaseFleet(context: DispatchContext, fleetId: string, places: number): readonly ActiveLease[] {
  const leases: ActiveLease[] = [];
  const passed = new Set<Device>();
  const hasEnough = enoughToDo(context);
  let line = offersInLine(context, fleetId, { passed, hasEnough });
  let leasedBefore = 0;
  let compared: readonly DeviceOffer[] = [];
  while (leases.length < places) {
    const heads = context.tasks.heads(fleetId, context.now()).filter((task) => !rests(context, task));
    if (heads.length === 0) break;
    compared = [...compared, ...next(line, mostCompared - compared.length)];
    if (compared.length === 0) {
      if (leases.length === leasedBefore) break;
      // All have been leased one: who has more places is in line again.
      leasedBefore = leases.length;
      line = offersInLine(context, fleetId, { passed, hasEnough });
      continue;
    }
    const needs = heads.map((task) => leaveOutErred(context, task, needOf(task, context.now())));
    const match = matchTask(compared, needs, context.shares.get(fleetId) ?? evenShare);
    const lease = match === null ? null : take(context, match);
    if (match === null || lease === null) {
      for (const { deviceId } of compared) passOver(context, deviceId, passed);
      compared = [];
      continue;
    }
    context.shares.set(fleetId, match.share);
    leases.push(lease);
    noteProbe(context, lease.task);
    endTurn(context, match.deviceId);
    compared = compared.filter(({ deviceId }) => deviceId !== match.deviceId);
  }
  return leases;
}

/** Nothing is leased of a model that fails everywhere, but for one task now and then. */
function rests({ modelFaults, now }: DispatchContext, { message }: KnownTask): boolean {
  const faults = modelFaults.get(message.modelVersionId);
  return faults !== undefined && isModelResting(faults, now());
}

function noteProbe({ modelFaults, now }: DispatchContext, { message: { modelVersionId } }: KnownTask): void {
  const faults = modelFaults.get(modelVersionId);
  if (faults !== undefined && isAtFault(faults)) modelFaults.set(modelVersionId, withRest(faults, now()));
}

/** Tells who has enough to do, as it was when first asked: a device that is being supplied is so until its places are full. */
function enoughToDo(context: DispatchContext): (device: Device) => boolean {
  const known = new Map<Device, boolean>();
  const now = context.now();
  return (device) => {
    const before = known.get(device);
    if (before !== undefined) return before;
    const places = Math.min(device.capacity, device.proven);
    const running = context.leases.running(device.deviceId);
    const answer = isSupplied({ places, running, sinceLeasedMs: now - device.leasedAt });
    known.set(device, answer);
    return answer;
  };
}

interface Line {
  /** Nothing that waits is for these. */
  readonly passed: ReadonlySet<Device>;
  readonly hasEnough: (device: Device) => boolean;
}

/** What the devices in line offer, until it has gone round. Those that offer nothing leave it. */
function* offersInLine(
  context: DispatchContext,
  fleetId: string,
  { passed, hasEnough }: Line,
): Generator<DeviceOffer, void> {
  let looked = 0;
  for (const device of context.devices.line(fleetId)) {
    looked += 1;
    if (passed.has(device) || looked > mostLooked) return;
    if (hasEnough(device)) {
      context.devices.leaveLine(device);
      context.supplied.add(device);
      continue;
    }
    const isSuspended = context.suspensions.has(device.deviceId);
    const offer = isSuspended
      ? null
      : offerOf(device, context.leases.running(device.deviceId), context.now());
    if (offer === null) context.devices.leaveLine(device);
    else yield offer;
  }
}

function next(line: Generator<DeviceOffer, void>, most: number): readonly DeviceOffer[] {
  const offers: DeviceOffer[] = [];
  while (offers.length < most) {
    const offer = line.next();
    if (offer.done === true) break;
    offers.push(offer.value);
  }
  return offers;
}

/** Its place in line is after all others, so that a large fleet is not compared from the same end always. */
function endTurn(context: DispatchContext, deviceId: string): Device | undefined {
  const device = context.devices.get(deviceId);
  if (device !== undefined) context.devices.moveToEnd(device);
  return device;
}

/** Nothing that waits is for it. */
function passOver(context: DispatchContext, deviceId: string, passed: Set<Device>): void {
  const device = endTurn(context, deviceId);
  if (device !== undefined) passed.add(device);
}

/** What a task asks of its device. `now` in milliseconds. */
export function needOf(task: KnownTask, now: number): TaskNeed {
  const { message, arrivedAt } = task;
  const { taskId, fleetId, communityId, modelVersionId, runner, artifacts, priority } = message;
  const { excludedOwners, privacy, regions } = message;
  const dueAt = dueAtOf(task);
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
    leftMs: dueAt === null ? null : dueAt - now,
  };
}

/** Makes the lease that was decided on; null when the task or the device is gone. */
export function take(
  context: DispatchContext,
  { taskId, deviceId, placement }: Pick<Match, 'taskId' | 'deviceId' | 'placement'>,
  { hedges = false } = {},
): ActiveLease | null {
  const task = context.tasks.get(taskId);
  const device = context.devices.get(deviceId);
  if (task === undefined || device === undefined) return null;
  const attemptId = context.newAttemptId({ taskId, deviceId });
  const lease = grantLease(context, task, { attemptId, device: device.record, placement, hedges });
  device.credit -= 1;
  device.leasedAt = context.now();
  for (const { cid } of task.message.artifacts) device.models.add(cid);
  device.inputs.note(inputBlobs(task.message), context.now());
  return lease;
}

/** Tells of leases and sends them. The event goes first: it is in the publisher's queue before the device can possibly have answered. */
export function announce(context: DispatchContext, leases: readonly ActiveLease[]): void {
  const byDevice = new Map<string, Lease[]>();
  for (const lease of leases) {
    const { attemptId, device, task, placement, leasedAt } = lease;
    const { deviceId } = device;
    const event = leasedEvent({ attemptId, device, task: task.message }, placement, leasedAt);
    void context.publisher.publish(event, task.message.traceparent);
    const ofDevice = byDevice.get(deviceId) ?? [];
    ofDevice.push(toLease(context, lease));
    byDevice.set(deviceId, ofDevice);
  }
  for (const [deviceId, ofDevice] of byDevice) {
    const connection = context.devices.get(deviceId)?.connection;
    for (const frame of leaseFrames(ofDevice)) connection?.send(frame);
  }
}

function toLease(
  context: DispatchContext,
  { attemptId, device, task, placement, runtimeLimitMs }: ActiveLease,
): Lease {
  const { taskId, jobId, runner, modelVersionId, maxBatch, input, traceparent } = task.message;
  return {
    attemptId,
    taskId,
    jobId,
    runner,
    modelVersionId,
    ...(maxBatch !== undefined && { maxBatch }),
    ...context.leaseUrls({ task: task.message, deviceId: device.deviceId }),
    input,
    runtimeLimitMs,
    placement,
    traceparent,
  };
}
