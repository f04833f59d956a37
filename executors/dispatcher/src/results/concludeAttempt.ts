import {
  givenBackCode,
  mostPlaces,
  type DeviceRecord,
  type DoneResult,
  type TaskFailure,
} from '@ai-collective/contracts';
import type { Device } from '../devices/Device.js';
import type { DispatchContext } from '../DispatchContext.js';
import { fullQuota } from '../rules/deviceQuota.js';
import { inputBlobs } from '../tasks/inputBlobs.js';
import type { KnownTask } from '../tasks/KnownTask.js';
import { failedEvent, resultEvent } from './attemptEvents.js';
import { endAttempt } from './endAttempt.js';
import { noteFailure } from './noteFailure.js';

export interface Conclusion {
  readonly device: DeviceRecord;
  readonly result: DoneResult;
  /** What is wrong with the result; null when nothing is. */
  readonly complaint: TaskFailure | null;
}

/** Weight of the newest measurement in a mean. */
const newestWeight = 0.3;

/** Takes a device's word on a task: the task ends with it, whoever else was to run it. */
export function concludeAttempt(context: DispatchContext, task: KnownTask, conclusion: Conclusion): void {
  const { device, result, complaint } = conclusion;
  const now = context.now();
  const known = context.devices.get(device.deviceId);
  if (known !== undefined)
    learn(context, known, { ...conclusion, modelVersionId: task.message.modelVersionId });
  const attempt = { attemptId: result.attemptId, device, task: task.message };
  const event =
    complaint === null
      ? resultEvent(attempt, result, now)
      : failedEvent(attempt, { outcome: 'ERROR', failure: complaint }, now);
  void endAttempt(context, task, { event, answer: true });
}

/** What the attempt says of its device: how fast it is, and how far to trust it with more. */
function learn(
  context: DispatchContext,
  device: Device,
  { result, complaint, modelVersionId }: Conclusion & { readonly modelVersionId: string },
): void {
  const failure = complaint ?? (result.outcome === 'FAILED' ? result.failure : null);
  const now = context.now();
  if (failure?.fault === 'device' && failure.code !== givenBackCode)
    noteFailure(context, device, { modelVersionId, code: failure.code });
  if (failure !== null) return;
  device.quota = fullQuota;
  context.modelFaults.delete(modelVersionId);
  device.proven = Math.min(mostPlaces, device.proven + 1);
  context.timeouts.delete(result.taskId);
  const lease = context.leases.get(result.attemptId);
  if (lease === undefined) return;
  const measured = now - lease.leasedAt;
  // How long loading took is no measure of how long running takes.
  if (device.warm.has(modelVersionId)) context.runTimes.add(modelVersionId, device.capabilities, measured);
  device.warm.add(modelVersionId);
  const mean = device.turnaroundMs.get(modelVersionId) ?? measured;
  device.turnaroundMs.set(modelVersionId, mean + newestWeight * (measured - mean));
  device.inputs.note(inputBlobs(lease.task.message), now);
  if (result.outcome === 'SUCCEEDED') learnEnergy(device, modelVersionId, result.joules);
}

/** A device that does not tell any more is not known by what it told before. */
function learnEnergy(device: Device, modelVersionId: string, joules: number | undefined): void {
  if (joules === undefined) {
    device.joules.delete(modelVersionId);
    return;
  }
  const mean = device.joules.get(modelVersionId) ?? joules;
  device.joules.set(modelVersionId, mean + newestWeight * (joules - mean));
}
