import { readdirSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { PlannerHost } from './PlannerHost.js';
import type { PlannerRequest } from './plannerMessages.js';

/**
 * From now on the gateway comes first where the processor is scarce: it gets nine times the share of a thread here.
 * Linux has a priority for each thread, others for the process. It cannot be taken back, but the next process has the usual one.
 */
function giveWay(): void {
  try {
    for (const thread of readdirSync('/proc/self/task')) setPriority(Number(thread), niceness);
  } catch {
    setPriority(niceness);
  }
}

/** Where memory runs out, Linux ends this process, and not the gateway's. Elsewhere there is no such file. */
function offerMemory(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    return;
  }
}

/** An orderly exit waits for the threads, and a planning without end never lets go of its own. */
function endAtOnce(): void {
  process.kill(process.pid, 'SIGKILL');
}

/** Soon, and once for all that is forgotten meanwhile: a millisecond or two of a heap that holds next to nothing. */
function collectSoon(): void {
  collecting ??= setTimeout(() => {
    collecting = undefined;
    globalThis.gc?.();
  }, collectAfterMs);
}

/** Each step is a quarter of the share. */
const niceness = 10;
const collectAfterMs = 200;
let collecting: NodeJS.Timeout | undefined;
offerMemory();
const host = new PlannerHost({
  onAnswer: (answer) => process.send?.(answer),
  onForgotten: collectSoon,
  onSlow: giveWay,
});
process.on('disconnect', endAtOnce);
// A terminal sends these to the gateway's children, too; the gateway still needs plans for what is in flight.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.on('message', (request) => host.take(request as PlannerRequest));
process.send?.({ type: 'ready' });
