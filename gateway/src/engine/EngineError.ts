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
  /** What the operation asked for as JSON text, `null` included: engines write it once and nobody reads it again. */
  readonly data?: string;
  readonly errors?: readonly EngineError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** The JSON text of a response, errors first, as the GraphQL specification advises. */
export function stringifyResult({ data, errors, extensions }: EngineResult): string {
  const members: string[] = [];
  if (errors !== undefined) members.push(`"errors":${JSON.stringify(errors)}`);
  if (data !== undefined) members.push(`"data":${data}`);
  if (extensions !== undefined) members.push(`"extensions":${JSON.stringify(extensions)}`);
  return `{${members.join(',')}}`;
}
