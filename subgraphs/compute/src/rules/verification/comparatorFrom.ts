import { type Comparator, type ComparatorKind, defaultTolerance } from '@ai-collective/contracts';

/** A comparator as a publisher asks for it. */
export interface AskedComparator {
  readonly type: ComparatorKind;
  readonly atol?: number | null | undefined;
  readonly rtol?: number | null | undefined;
}

/** A publisher whose tolerance takes anything for the same would have results believed that nobody confirmed. */
const most = { atol: 1, rtol: 0.1 };

/** What a publisher asked for, {@link defaultTolerance} when nothing; null when it makes no sense or is too lax. */
export function comparatorFrom(asked: AskedComparator | null | undefined): Comparator | null {
  if (asked == null) return defaultTolerance;
  const { type, atol, rtol } = asked;
  if (type === 'EXACT') return atol == null && rtol == null ? { type } : null;
  const tolerance = { type, atol: atol ?? defaultTolerance.atol, rtol: rtol ?? defaultTolerance.rtol };
  const isWithin = (value: number, limit: number) => value >= 0 && value <= limit;
  return isWithin(tolerance.atol, most.atol) && isWithin(tolerance.rtol, most.rtol) ? tolerance : null;
}
