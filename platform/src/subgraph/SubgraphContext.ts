import type { PassportClaims } from '@ai-collective/contracts';
import type { DeniedError } from '../authorization/DeniedError.js';
import type { Logger } from '../telemetry/createLogger.js';
import type { Trace } from '../telemetry/trace.js';

/** What every resolver of a subgraph is given: who asks, and the request's trace. */
export interface SubgraphContext {
  readonly passport: PassportClaims;
  readonly trace: Trace;
  readonly log: Logger;
  /** Resolver instances by class: what a subscription's `subscribe` function, which has no `this`, starts from. */
  readonly container?: ReadonlyMap<unknown, unknown>;
}

/** Writes a denial to the audit log; a failure to do so is logged and does not change the answer. */
export type DenialRecorder = (context: SubgraphContext, denial: DeniedError) => Promise<void>;
