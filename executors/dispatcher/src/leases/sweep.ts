import { closeCodes } from '@ai-collective/contracts';
import type { DispatchContext } from '../DispatchContext.js';
import { noteFailure } from '../results/noteFailure.js';
import { leaseVerdict } from '../rules/leaseVerdict.js';
import { hedgeLate } from './hedgeLate.js';
import { losses, loseLease } from './loseLease.js';
import { probeSoleDevices } from './probeSoleDevices.js';

/** A connection that was silent for this many leases' time is dead, whatever TCP believes. */
const silentLeases = 3;

/** When sweeps come later than this, a result may lie unread that was in time: deadlines wait for the next. */
const lateMs = 1_000;

/**
 * Looks after everything that ends by time. `sinceLastMs` is how long ago it was last called: after a standstill of
 * this process (a suspended laptop, a stopped debugger) heartbeats lie unread, so nothing expires in that round.
 */
export function sweep(context: DispatchContext, sinceLastMs: number): void {
  const now = context.now();
  if (sinceLastMs > context.limits.leaseMs / 2) {
    context.leases.forgive(sinceLastMs, now);
    context.claims.renewAll(now);
    for (const device of context.devices.all()) device.lastHeardAt = now;
  } else {
    sweepLeases(context, { now, isLate: sinceLastMs > lateMs });
    context.claims.dropExpired(now, context.limits.leaseMs);
    sweepConnections(context, now);
  }
  sweepHeld(context, now);
  hedgeLate(context, now);
  probeSoleDevices(context, now);
  context.wake();
}

/** However many leases a device loses at once, it counts as one failure of the device. */
function sweepLeases(
  context: DispatchContext,
  { now, isLate }: { readonly now: number; readonly isLate: boolean },
): void {
  const lost = new Map<string, { readonly modelVersionId: string; readonly code: string }>();
  for (const lease of context.leases.all()) {
    if (lease.task.state !== 'LEASED') continue;
    const verdict = leaseVerdict(lease, context.limits.leaseMs, now);
    if (verdict === 'GOES_ON' || (verdict === 'TIMED_OUT' && isLate)) continue;
    loseLease(context, lease, verdict);
    const { modelVersionId } = lease.task.message;
    lost.set(lease.device.deviceId, { modelVersionId, code: losses[verdict].code });
  }
  for (const [deviceId, failure] of lost) {
    const device = context.devices.get(deviceId);
    if (device !== undefined) noteFailure(context, device, failure);
  }
}

function sweepConnections(context: DispatchContext, now: number): void {
  for (const { connection, lastHeardAt } of context.devices.all()) {
    if (now - lastHeardAt > silentLeases * context.limits.leaseMs)
      connection?.close(closeCodes.timedOut, 'nothing was heard for too long');
  }
}

function sweepHeld(context: DispatchContext, now: number): void {
  for (const { device, result } of context.held.takeExpired(now)) {
    const { deviceId } = device;
    const { attemptId, taskId } = result;
    context.log.warn(
      { deviceId, attemptId, taskId },
      'the task of a result never came; the result is dropped',
    );
    context.devices.get(deviceId)?.connection?.send({ type: 'settled', attemptIds: [attemptId] });
  }
}
