import { QueryPlanner } from '@graphql-hive/router-query-planner';
import type { Planner, PlanningRequest } from './Planner.js';
import { PlannerUnavailableError, PlanningTimeoutError } from './planningErrors.js';

/** Longest planning, ms. Most take one; some the planner (0.0.38) never ends. */
const planningMs = 10_000;

/** Threads that may be lost to plannings without end. The pool has four, and files, DNS and zlib need them, too. */
const threadsToLose = 2;
let threadsLost = 0;

/**
 * A planner on the threads of this process. It cannot be stopped: a planning without end keeps a thread and a core for
 * good, so after two of them nothing new is planned here. Throws when the text is no supergraph.
 */
export function inProcessPlanner(sdl: string): Planner {
  const planner = new QueryPlanner(sdl);
  const { overrideLabels, overridePercentages } = planner;
  return {
    overrideLabels,
    overridePercentages,
    plan: ({ document, labels, share }: PlanningRequest) => {
      if (threadsLost >= threadsToLose)
        return Promise.reject(new PlannerUnavailableError('Too many plannings in this process never ended.'));
      return inTime(planner.planAsync(document, null, new Set(labels), share));
    },
    close: () => undefined,
  };
}

async function inTime<T>(planning: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      threadsLost++;
      void planning.catch(() => undefined).finally(() => threadsLost--);
      reject(new PlanningTimeoutError(`Planning took more than ${planningMs} ms.`));
    }, planningMs);
  });
  try {
    return await Promise.race([planning, late]);
  } finally {
    clearTimeout(timer);
  }
}
