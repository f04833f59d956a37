import type { Placement } from '@ai-collective/contracts';
import type { DeviceOffer } from './DeviceOffer.js';
import { nextTurn, type Claimant, type FairShare } from './fairShare.js';
import { explainPlacement, scorePairing, type Pairing } from './scorePlacement.js';
import type { TaskNeed } from './TaskNeed.js';
import { whyNotHere } from './whyNotHere.js';

export interface Match {
  readonly deviceId: string;
  readonly taskId: string;
  readonly placement: Placement;
  readonly share: FairShare;
}

interface Candidate extends Pairing {
  readonly score: number;
}

/** What a task is expected to cost when nobody has run its model yet, in milliseconds. */
const unknownCostMs = 1_000;

/**
 * The next lease: whose turn it is among communities first, then the pair of device and task that fits best.
 * Finds one whenever any device offered may run any of the tasks; null otherwise.
 */
export function matchTask(
  offers: readonly DeviceOffer[],
  tasks: readonly TaskNeed[],
  share: FairShare,
): Match | null {
  const best = bestByCommunity(offers, tasks);
  const [first, ...others] = [...best.values()].map(({ task }) => claimant(task, offers));
  if (first === undefined) return null;
  const turn = nextTurn(share, [first, ...others]);
  const chosen = best.get(turn.community);
  if (chosen === undefined) return null;
  const { score, reasons } = explainPlacement(chosen);
  const fairness = others.length === 0 ? [] : [`its community's turn among ${others.length + 1}`];
  return {
    deviceId: chosen.device.deviceId,
    taskId: chosen.task.taskId,
    placement: { score, reasons: [...reasons, ...fairness] },
    share: turn.share,
  };
}

function bestByCommunity(offers: readonly DeviceOffer[], tasks: readonly TaskNeed[]): Map<string, Candidate> {
  const best = new Map<string, Candidate>();
  for (const task of tasks) {
    const bests = {
      fastestMs: fastest(offers, task.modelVersionId),
      leastJoules: least(offers.flatMap(({ joules }) => joules.get(task.modelVersionId) ?? [])),
    };
    for (const device of offers) {
      if (device.freePlaces < 1 || whyNotHere(device, task) !== null) continue;
      const score = scorePairing({ device, task, ...bests });
      const rival = best.get(task.communityId);
      if (rival === undefined || score > rival.score)
        best.set(task.communityId, { device, task, ...bests, score });
    }
  }
  return best;
}

function claimant(task: TaskNeed, offers: readonly DeviceOffer[]): Claimant {
  return {
    community: task.communityId,
    costMs: Math.max(1, fastest(offers, task.modelVersionId) ?? unknownCostMs),
  };
}

function fastest(offers: readonly DeviceOffer[], modelVersionId: string): number | null {
  return least(offers.flatMap(({ turnaroundMs }) => turnaroundMs.get(modelVersionId) ?? []));
}

function least(measured: readonly number[]): number | null {
  return measured.length === 0 ? null : measured.reduce((one, other) => Math.min(one, other));
}
