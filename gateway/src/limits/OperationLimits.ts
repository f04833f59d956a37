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
  /** Whether clients may ask for the schema. Without, errors suggest no names of it either. Default true. */
  readonly introspection?: boolean;
  /** What would make validation slow. Default: {@link standardShape}. */
  readonly shape?: ShapeLimits;
}
