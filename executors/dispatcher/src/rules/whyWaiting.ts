import { commonest } from './commonest.js';
import { whyNotHere, type DeviceRights, type TaskDemands } from './whyNotHere.js';

/** A device of a task's fleet when somebody asks why the task waits. */
export interface Candidate {
  readonly rights: DeviceRights;
  /** Why it takes nothing at present, in words; null when it does. */
  readonly unavailable: string | null;
}

/** Why no device has a waiting task, in words. @param candidates the devices of its fleet that are connected */
export function whyWaiting(candidates: readonly Candidate[], task: TaskDemands): string {
  if (candidates.length === 0) return 'no device of its fleet is connected';
  const refusals = candidates.flatMap(({ rights }) => whyNotHere(rights, task) ?? []);
  if (refusals.length === candidates.length)
    return `no connected device may run it: ${commonest(refusals).join('; ')}`;
  const able = candidates.filter(({ rights }) => whyNotHere(rights, task) === null);
  const busy = able.flatMap(({ unavailable }) => unavailable ?? []);
  if (busy.length < able.length) return 'it is about to get a device';
  return `no device that may run it is free: ${commonest(busy).join('; ')}`;
}
