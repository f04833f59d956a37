import type { ResponsePath } from './execution/Place.js';

/** An error in the shape GraphQL responses have. `extensions.code` is always there and stable. */
export interface EngineError {
  readonly message: string;
  readonly path?: ResponsePath;
  readonly locations?: readonly { readonly line: number; readonly column: number }[];
  readonly extensions: { readonly code: string; readonly [key: string]: unknown };
}

/** A GraphQL response. Without `data` the request itself was refused and nothing was executed. */
export interface EngineResult {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly EngineError[];
  /** What the host adds; the engine itself has nothing to say here. */
  readonly extensions?: Readonly<Record<string, unknown>>;
}
