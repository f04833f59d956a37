import type { Device } from '../devices/Device.js';
import type { DispatchContext } from '../DispatchContext.js';
import { isResting } from '../rules/deviceQuota.js';
import type { KnownTask } from '../tasks/KnownTask.js';
import { idleReasonOf } from './idleReasonOf.js';
import { candidatesByFleet, whyTaskWaits } from './whyTaskWaits.js';

/** Rows of each kind a report holds at most. */
const mostRows = 1_000;

/** What the dispatcher is doing and why, for people. Holds no inputs, outputs, URLs or keys. */
export function describeStatus(context: DispatchContext) {
  const { tasks, leases, publisher, held, claims } = context;
  const heads = tasks.busyFleets().flatMap((fleetId) => tasks.heads(fleetId, context.now()));
  const candidates = candidatesByFleet(context);
  return {
    halted: context.halted(),
    tasks: { known: tasks.size, waiting: tasks.waiting.tasks, waitingBytes: tasks.waiting.bytes },
    unpublishedEvents: publisher.pending,
    heldResults: held.size,
    claims: claims.size,
    queues: tasks.report().slice(0, mostRows),
    waiting: heads.slice(0, mostRows).map((task) => describeWaiting(context, task, candidates)),
    devices: [...context.devices.all()]
      .slice(-mostRows)
      .map((device) => describeDevice(context, device, heads)),
    leases: leases
      .all()
      .slice(0, mostRows)
      .map(({ attemptId, device: { deviceId }, task, placement, leasedAt, renewedAt, deadlineAt }) => ({
        attemptId,
        deviceId,
        taskId: task.message.taskId,
        jobId: task.message.jobId,
        state: task.state,
        placement,
        leasedAt: new Date(leasedAt).toISOString(),
        renewedAt: new Date(renewedAt).toISOString(),
        deadlineAt: new Date(deadlineAt).toISOString(),
        isHedge: task.hedgeId === attemptId,
      })),
  };
}

/** The first task of each queue stands for all of it. */
function describeWaiting(
  context: DispatchContext,
  task: KnownTask,
  candidates: ReturnType<typeof candidatesByFleet>,
) {
  const { taskId, jobId, fleetId, privacy, regions } = task.message;
  return {
    taskId,
    jobId,
    fleetId,
    privacy,
    regions,
    waitedMs: context.now() - task.arrivedAt,
    why: whyTaskWaits(context, task, candidates.get(fleetId) ?? []),
  };
}

function describeDevice(context: DispatchContext, device: Device, heads: readonly KnownTask[]) {
  const { record, connection, paused, quota } = device;
  return {
    deviceId: device.deviceId,
    name: record.name,
    fleetId: record.fleetId,
    connected: connection !== null,
    leases: context.leases.running(device.deviceId),
    places: device.capacity,
    paused,
    failuresInARow: quota.failures,
    restsUntil: isResting(quota, context.now()) ? new Date(quota.restsUntil).toISOString() : null,
    vouched: record.vouched,
    region: record.region,
    roundTripMs: connection?.roundTripMs ?? null,
    joules: Object.fromEntries(device.joules),
    idleReason: idleReasonOf(context, device, heads),
  };
}
