/** A moment on the device's own clock. */
export interface LocalMoment {
  /** 0 is Sunday, as `Date.getDay` has it. */
  readonly weekday: number;
  /** Minutes since midnight. */
  readonly minutes: number;
}

interface Span {
  readonly weekdays: ReadonlySet<number>;
  readonly from: number;
  readonly to: number;
}

const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const dayMinutes = 24 * 60;
const spanLimit = 28;
const spanPattern = /^(?:([a-z]{3})(?:-([a-z]{3}))? )?(\d{2}):(\d{2})-(\d{2}):(\d{2})$/;

/**
 * Reads hours such as `22:00-07:00` or `mon-fri 22:00-07:00, sat-sun 00:00-24:00`; null when they are none. A span whose
 * end is not after its beginning ends on the next day, and belongs to the day it begins on.
 */
export function parseHours(text: string): readonly Span[] | null {
  const parts = text.toLowerCase().split(',');
  if (parts.length > spanLimit) return null;
  const spans = parts.map((part) => parseSpan(part.trim().replace(/\s+/g, ' ')));
  return spans.some((span) => span === null) ? null : spans.filter((span) => span !== null);
}

/** Whether a moment lies in hours that {@link parseHours} has read. */
export function withinHours(spans: readonly Span[], { weekday, minutes }: LocalMoment): boolean {
  const yesterday = (weekday + 6) % 7;
  return spans.some(({ weekdays, from, to }) => {
    if (from < to) return weekdays.has(weekday) && minutes >= from && minutes < to;
    return (weekdays.has(weekday) && minutes >= from) || (weekdays.has(yesterday) && minutes < to);
  });
}

function parseSpan(text: string): Span | null {
  const match = spanPattern.exec(text);
  if (match === null) return null;
  const [, first, last = first, ...clock] = match;
  const weekdays = weekdaysOf(first, last);
  const [from, to] = [minutesOf(clock[0], clock[1]), minutesOf(clock[2], clock[3])];
  if (weekdays === null || from === null || to === null || from === dayMinutes) return null;
  return { weekdays, from, to };
}

function weekdaysOf(first: string | undefined, last: string | undefined): ReadonlySet<number> | null {
  if (first === undefined || last === undefined) return new Set(dayNames.keys());
  const [from, to] = [dayNames.indexOf(first), dayNames.indexOf(last)];
  if (from < 0 || to < 0) return null;
  const count = ((to - from + 7) % 7) + 1;
  return new Set(Array.from({ length: count }, (_, index) => (from + index) % 7));
}

function minutesOf(hours = '', minutes = ''): number | null {
  const total = Number(hours) * 60 + Number(minutes);
  return Number(minutes) < 60 && total <= dayMinutes ? total : null;
}
