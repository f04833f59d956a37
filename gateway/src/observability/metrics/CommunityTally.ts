import { DurationHistogram } from '@ai-collective/platform/metrics';
import type { DocumentKind } from '../../documents/DocumentResolver.js';
import type { EngineResult } from '../../engine/EngineError.js';
import { knownCode, type KnownCode } from './knownCode.js';

/** How often each code occurred. */
export type CodeCounts = ReadonlyMap<KnownCode, number>;

/**
 * What one community has asked for. Requests are counted here, in plain numbers, and read when somebody asks: each step
 * costs some nanoseconds and makes no object.
 */
export class CommunityTally {
  /** Whether it was asked for since somebody looked; a clock would cost more than all else here. */
  isFresh = true;
  /** Queries and mutations that were answered without an error. */
  answered = 0;
  /** Subscriptions that began. */
  subscribed = 0;
  /** Requests whose client went before it had its answer. */
  abandoned = 0;
  /** Requests that failed for a reason nobody foresaw. */
  failed = 0;
  /** Costs by the directives, as estimated before and counted after. */
  estimatedCost = 0;
  actualCost = 0;
  openSubscriptions = 0;
  openSockets = 0;
  /** Events of subscriptions that were completed for a subscriber. */
  events = 0;
  /** Documents that were found, by how. */
  readonly documents: Record<DocumentKind, number> = { text: 0, trusted: 0, registered: 0, untrusted: 0 };
  /** From the moment a request was read to its answer, of what was executed. */
  readonly durations = new DurationHistogram();
  readonly #partial = new Map<KnownCode, number>();
  readonly #refused = new Map<KnownCode, number>();

  /** Answers with data and errors, by the code of their first error. */
  get partial(): CodeCounts {
    return this.#partial;
  }

  /** Requests that were not executed, by the code of their first error. */
  get refused(): CodeCounts {
    return this.#refused;
  }

  /** Whether something goes on that will be counted here later. */
  get isInUse(): boolean {
    return this.openSubscriptions > 0 || this.openSockets > 0;
  }

  /** Counts the answer to a query or mutation that began at `began`, ms of `performance.now()`. */
  answer({ data, errors }: Pick<EngineResult, 'data' | 'errors'>, began: number): void {
    if (data === undefined) {
      this.refuse(errors?.[0]?.extensions.code);
      return;
    }
    this.durations.add(performance.now() - began);
    if (errors === undefined) this.answered++;
    else addOne(this.#partial, knownCode(errors[0]?.extensions.code));
  }

  /** Counts a request that was not executed. */
  refuse(code: string | undefined): void {
    addOne(this.#refused, knownCode(code));
  }

  /** Counts a subscription that begins; the answer counts its end. */
  subscribe(): () => void {
    this.subscribed++;
    this.openSubscriptions++;
    return () => {
      this.openSubscriptions--;
    };
  }
}

function addOne(counts: Map<KnownCode, number>, code: KnownCode): void {
  counts.set(code, (counts.get(code) ?? 0) + 1);
}
