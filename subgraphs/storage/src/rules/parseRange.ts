/** A part of a blob: bytes from `start` up to, not including, `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export type RangeDecision =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly range: ByteRange }
  | { readonly kind: 'unsatisfiable' };

const whole: RangeDecision = { kind: 'whole' };
const singleRange = /^bytes=(\d{0,15})-(\d{0,15})$/i;

/**
 * What a `Range` header asks for, of a blob of `bytes` bytes. As RFC 9110 (14.2) allows, a header that is
 * malformed, in another unit, or of several ranges is ignored and the whole is served.
 */
export function parseRange(header: string | undefined, bytes: number): RangeDecision {
  const match = header === undefined ? null : singleRange.exec(header.replaceAll(/[ \t]/g, ''));
  if (match === null) return whole;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return whole;
  if (first === '') return part(Math.max(0, bytes - Number(last)), bytes, bytes);
  if (last !== '' && Number(last) < Number(first)) return whole;
  return part(Number(first), last === '' ? bytes : Math.min(bytes, Number(last) + 1), bytes);
}

function part(start: number, end: number, bytes: number): RangeDecision {
  return start < bytes && start < end ? { kind: 'part', range: { start, end } } : { kind: 'unsatisfiable' };
}
