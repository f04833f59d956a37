import type { ShapeLimits } from './ShapeLimits.js';

/** What one operation may ask for. */
export interface OperationLimits {
  /** Deepest nesting of fields. */
  readonly depth: number;
  /** Most aliases, fragments written out, like all that is counted here but tokens. */
  readonly aliases: number;
  readonly rootFields: number;
  /** Most fields. */
  readonly selections: number;
  /** Most directives. */
  readonly directives: number;
  /** Most tokens of the document. */
  readonly tokens: number;
  /** What would make validation slow. Default: {@link standardShape}. */
  readonly shape?: ShapeLimits;
}
