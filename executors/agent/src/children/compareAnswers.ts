import { defaultTolerance, type JsonValue, outputsAgree } from '@ai-collective/contracts';
import type { Compared, ItemOutcome } from './childMessages.js';

/** How a run of tasks ended, and how long it took by the clock. */
interface TimedRun {
  readonly outcomes: readonly ItemOutcome[];
  readonly runMs: number;
}

/** What a run on cpu and the same run on another provider say of that one; null when every task failed on cpu. */
export function compareAnswers(onCpu: TimedRun, onOther: TimedRun): Compared {
  const told = onCpu.outcomes.flatMap((outcome, index) =>
    'output' in outcome ? [{ wanted: outcome.output, given: onOther.outcomes[index] }] : [],
  );
  if (told.length === 0) return null;
  for (const { wanted, given } of told) {
    if (given === undefined || !('output' in given))
      return { unsuitable: `fails where cpu does not: ${given?.failure.message ?? 'no answer'}` };
    if (!outputsAgree(decode(wanted), decode(given.output), defaultTolerance))
      return { unsuitable: 'its answers differ from those of cpu' };
  }
  const items = onCpu.outcomes.length;
  return { cpuMs: atLeast(onCpu.runMs / items), otherMs: atLeast(onOther.runMs / items) };
}

/** The clock may not have moved. */
function atLeast(milliseconds: number): number {
  return Math.max(milliseconds, 0.001);
}

function decode(output: Uint8Array): JsonValue {
  return JSON.parse(Buffer.from(output).toString()) as JsonValue;
}
