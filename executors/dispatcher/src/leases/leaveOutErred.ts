import { rightsOf } from '../devices/rightsOf.js';
import type { DispatchContext } from '../DispatchContext.js';
import { ownersLeftOut } from '../rules/ownersLeftOut.js';
import type { TaskNeed } from '../rules/TaskNeed.js';
import type { KnownTask } from '../tasks/KnownTask.js';

/** What a task needs, without the owners whose devices failed at it, as long as others are there. */
export function leaveOutErred(context: DispatchContext, { message }: KnownTask, need: TaskNeed): TaskNeed {
  const { erredOwners } = message;
  if (erredOwners.length === 0) return need;
  return { ...need, excludedOwners: ownersLeftOut({ ...need, erredOwners }, candidates(context)) };
}

/** Every device that is there and takes work, busy or not. */
function* candidates({ devices, suspensions }: DispatchContext) {
  for (const device of devices.all()) {
    const { deviceId, connection, capabilities, paused } = device;
    if (connection === null || capabilities === null || paused !== null || suspensions.has(deviceId))
      continue;
    yield rightsOf(device);
  }
}
