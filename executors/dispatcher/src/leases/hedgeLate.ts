import type { Device } from '../devices/Device.js';
import { offerOf } from '../devices/offerOf.js';
import type { DispatchContext } from '../DispatchContext.js';
import type { DeviceOffer } from '../rules/DeviceOffer.js';
import { evenShare } from '../rules/fairShare.js';
import { budgetAfterHedge, firstBudget, hedgeReason } from '../rules/hedging.js';
import { matchTask } from '../rules/matchTask.js';
import type { ActiveLease } from './LeaseBook.js';
import { announce, needOf, take } from './leaseWaiting.js';

const mostAtOnce = 8;
const mostCompared = 32;
const againMs = 1_000;

/** Gives runs that are late, or whose jobs are nearly due, to a second device that is reliable and has nothing to do. */
export function hedgeLate(context: DispatchContext, now: number): void {
  if (context.halted() !== null) return;
  const made = context.leases.takeToHedge(now, mostAtOnce).flatMap((lease) => {
    const { task, attemptId } = lease;
    if (task.state !== 'LEASED' || task.attemptId !== attemptId) return [];
    const second = hedge(context, lease, now);
    // Nobody has time for it now, or too many were made: the lease may go on for long enough for that to change.
    if (second === null) context.leases.hedgeLater(lease, now + againMs);
    return second ?? [];
  });
  announce(context, made);
}

function hedge(context: DispatchContext, lease: ActiveLease, now: number): ActiveLease | null {
  const { task, leasedAt, p95Ms } = lease;
  const { fleetId } = task.message;
  const budget = budgetAfterHedge(context.hedgeBudgets.get(fleetId) ?? firstBudget);
  if (budget === null) return null;
  const need = needOf(task, now);
  const match = matchTask([...reliableOffers(context, lease)], [need], evenShare);
  if (match === null) return null;
  const reason = hedgeReason({ elapsedMs: now - leasedAt, p95Ms, jobLeftMs: need.leftMs });
  const placement = { ...match.placement, reasons: [reason, ...match.placement.reasons] };
  const second = take(context, { ...match, placement }, { hedges: true });
  if (second !== null) context.hedgeBudgets.set(fleetId, budget);
  return second;
}

function* reliableOffers(context: DispatchContext, lease: ActiveLease): Iterable<DeviceOffer> {
  let found = 0;
  for (const device of context.devices.all()) {
    if (found === mostCompared) return;
    if (!isReliable(context, device, lease)) continue;
    const offer = offerOf(device, context.leases.running(device.deviceId), context.now());
    if (offer === null) continue;
    found += 1;
    yield offer;
  }
}

/** One that has run the model, does not fail, and is believed as far as the first: a doubtful one would cost a second opinion. */
function isReliable(
  { suspensions }: DispatchContext,
  device: Device,
  { task, device: first }: ActiveLease,
): boolean {
  const { fleetId, modelVersionId } = task.message;
  const { deviceId, record, quota, turnaroundMs } = device;
  return (
    record.fleetId === fleetId &&
    deviceId !== first.deviceId &&
    quota.failures === 0 &&
    turnaroundMs.has(modelVersionId) &&
    (record.vouched || !first.vouched) &&
    !suspensions.has(deviceId)
  );
}
