import { closeCodes, type DoneResult, type TaskFailure } from '@ai-collective/contracts';
import type { Device } from '../devices/Device.js';
import type { DispatchContext } from '../DispatchContext.js';
import { whyNotHere } from '../rules/whyNotHere.js';
import type { KnownTask } from '../tasks/KnownTask.js';
import { concludeAttempt } from './concludeAttempt.js';
import { resultComplaint } from './resultComplaint.js';

interface Report {
  readonly device: Device;
  readonly result: DoneResult;
  readonly complaint: TaskFailure | null;
}

/** Takes what a device says is done. Each result is answered by `settled` once nothing can be lost any more. */
export function receiveResults(
  context: DispatchContext,
  device: Device,
  results: readonly DoneResult[],
): void {
  for (const result of results) {
    const { deviceId, publicKey } = device.record;
    const complaint =
      result.outcome === 'SUCCEEDED' ? resultComplaint(result, { deviceId, publicKey }) : null;
    if (complaint !== null)
      context.log.warn({ deviceId, taskId: result.taskId, code: complaint.code }, 'bad result');
    receiveResult(context, { device, result, complaint });
    if (complaint?.code === 'RESULT_SIGNATURE_INVALID')
      device.connection?.close(closeCodes.unauthorized, 'the signature over a result is wrong');
  }
}

function receiveResult(context: DispatchContext, report: Report): void {
  const { device, result } = report;
  const task = context.tasks.get(result.taskId);
  const lease = context.leases.get(result.attemptId);
  if (lease?.device.deviceId === device.deviceId && lease.task === task) fromLease(context, task, report);
  else if (lease !== undefined || isMadeUp(context, report) || isPast(context, result)) answer(report);
  else if (task !== undefined) fromElsewhere(context, task, report);
  else hold(context, report);
}

/** An attempt no dispatcher ever leased to this device says nothing, of whatever task. */
function isMadeUp(context: DispatchContext, { device: { deviceId }, result }: Report): boolean {
  const { attemptId, taskId } = result;
  if (context.wasLeased({ attemptId, taskId, deviceId })) return false;
  context.log.warn({ deviceId, taskId }, 'a result is of an attempt that was never leased to its device');
  return true;
}

/** Nobody waits for it any more. The success of an attempt given up for lost is still worth having. */
function isPast(context: DispatchContext, { attemptId, taskId, outcome }: DoneResult): boolean {
  const end = context.ended.get(attemptId);
  if (end === 'CLOSED' || (end === 'LOST' && outcome === 'FAILED')) return true;
  return context.recent.has(taskId) && context.tasks.get(taskId) === undefined;
}

/** A result sent twice while the first is being published is answered when that is done; a lost lease's, at once. */
function fromLease(context: DispatchContext, task: KnownTask, report: Report): void {
  const { device, result, complaint } = report;
  if (task.state !== 'REPORTED') concludeAttempt(context, task, { device: device.record, result, complaint });
  else if (context.ended.has(result.attemptId)) answer(report);
}

/**
 * A result of an attempt made before this dispatcher started, or given up for lost. A success is worth taking, even from
 * under a device that runs the task again. A failure is not: whether compute had heard the end of that attempt before is
 * not known here, and only running the task again makes sure that it ends.
 */
function fromElsewhere(context: DispatchContext, task: KnownTask, report: Report): void {
  const { device, result } = report;
  if (task.state === 'REPORTED' && task.attemptId === result.attemptId) return;
  const mayRun = whyNotHere({ ...device.record, runners: [task.message.runner] }, task.message) === null;
  if (task.state !== 'REPORTED' && mayRun && isSuccess(report))
    concludeAttempt(context, task, { device: device.record, result, complaint: null });
  else answer(report);
}

/** The task may still come from Kafka; until then the device keeps the result too. */
function hold(context: DispatchContext, report: Report): void {
  const { device, result } = report;
  context.claims.take(result.taskId);
  const held =
    isSuccess(report) && context.held.hold({ device: device.record, result, heldSince: context.now() });
  if (!held) answer(report);
}

function isSuccess({ result, complaint }: Report): boolean {
  return result.outcome === 'SUCCEEDED' && complaint === null;
}

function answer({ device, result }: Report): void {
  device.connection?.send({ type: 'settled', attemptIds: [result.attemptId] });
}
