import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Engine } from '../engine/createEngine.js';
import type { PopularOperation } from './OperationPopularity.js';
import { withinMs } from './withinMs.js';

/**
 * Prepares and plans operations on an engine that is not live yet, one after the other and with a turn of the event
 * loop between them, for `limitMs` at most. Answers how many are warm. What cannot be planned any more is passed over.
 */
export async function warmEngine(
  engine: Pick<Engine<never>, 'warm'>,
  operations: readonly PopularOperation[],
  limitMs: number,
): Promise<number> {
  const progress = { warm: 0, isOver: false };
  await withinMs(warmAll(engine, operations, progress), limitMs);
  progress.isOver = true;
  return progress.warm;
}

async function warmAll(
  engine: Pick<Engine<never>, 'warm'>,
  operations: readonly PopularOperation[],
  progress: { warm: number; readonly isOver: boolean },
): Promise<void> {
  for (const { source, operationName, conditions } of operations) {
    if (progress.isOver) return;
    const isWarm = await engine.warm(source, operationName, conditions).catch(() => false);
    if (isWarm) progress.warm++;
    await nextTurn();
  }
}
