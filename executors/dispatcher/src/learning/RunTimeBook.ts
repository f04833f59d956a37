import type { DeviceCapabilities } from '@ai-collective/contracts';
import { BoundedMap } from '../results/BoundedMap.js';
import { deviceClassOf } from '../rules/deviceClass.js';
import { noRunTimes, withRunTime, type RunTimes } from '../rules/runTimes.js';

/** Kinds of work remembered: a model version on a class of devices each. The least recently measured are forgotten. */
const mostKinds = 2_000;

/** How long the tasks of each model version take on each class of devices, from lease to result. */
export class RunTimeBook {
  readonly #kinds = new BoundedMap<RunTimes>(mostKinds);

  /** Null while too few were measured, or the device has not said what it is. */
  p95Ms(modelVersionId: string, capabilities: DeviceCapabilities | null): number | null {
    if (capabilities === null) return null;
    return this.#kinds.get(keyOf(modelVersionId, capabilities))?.p95Ms ?? null;
  }

  add(modelVersionId: string, capabilities: DeviceCapabilities | null, elapsedMs: number): void {
    if (capabilities === null) return;
    const key = keyOf(modelVersionId, capabilities);
    this.#kinds.set(key, withRunTime(this.#kinds.get(key) ?? noRunTimes, elapsedMs));
  }
}

function keyOf(modelVersionId: string, capabilities: DeviceCapabilities): string {
  return `${modelVersionId}/${deviceClassOf(capabilities)}`;
}
