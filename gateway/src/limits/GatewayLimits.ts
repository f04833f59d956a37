import type { VariablesLimits } from './checkVariables.js';
import type { OperationLimits } from './OperationLimits.js';
import type { RateLimits } from './rate/RateLimits.js';

export interface CostLimits {
  /** Highest static cost of one operation; undefined: any. */
  readonly max: number | undefined;
  /** Length of lists that no `@listSize` tells of. */
  readonly listSize: number;
  /** Whether responses tell what they cost, which takes one more walk over the data. */
  readonly isReported: boolean;
}

/** What a community does with operations that nobody has vouched for. */
export type DocumentMode = 'off' | 'log' | 'enforce';

export interface DocumentLimits {
  readonly mode: DocumentMode;
  /** Whether clients may register documents by their hash (automatic persisted queries). Never in mode `enforce`. */
  readonly isAutomatic: boolean;
}

/** What the requests of one community may ask for. All of it may change from one request to the next. */
export interface GatewayLimits {
  readonly operation: OperationLimits;
  readonly variables: VariablesLimits;
  readonly cost: CostLimits;
  /** Of all of the community together. */
  readonly community: RateLimits;
  /** Of each of those who ask. */
  readonly subject: RateLimits;
  readonly documents: DocumentLimits;
}

/** The limits in force in a community; the empty name is nobody's. */
export type LimitsOf = (community: string) => GatewayLimits;
