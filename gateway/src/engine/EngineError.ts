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
  /** What the operation asked for as JSON in UTF-8, `null` included: written once, and sent as it is. */
  readonly data?: Uint8Array;
  readonly errors?: readonly EngineError[];
  /** What the host adds; the engine itself has nothing to say here. */
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** A response as JSON in UTF-8, errors first, as the GraphQL specification advises. */
export function stringifyResult({ data, errors, extensions }: EngineResult): Buffer {
  const before = errors === undefined ? '' : `"errors":${JSON.stringify(errors)}`;
  const after = extensions === undefined ? '' : `"extensions":${JSON.stringify(extensions)}`;
  if (data === undefined) return Buffer.from(`{${[before, after].filter(Boolean).join(',')}}`);
  const opening = `{${before}${before === '' ? '' : ','}"data":`;
  const closing = `${after === '' ? '' : ','}${after}}`;
  return Buffer.concat([Buffer.from(opening), data, Buffer.from(closing)]);
}
