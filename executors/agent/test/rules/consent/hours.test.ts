import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHours, withinHours } from '../../../src/rules/consent/hours.js';

const [sunday, monday, friday, saturday] = [0, 1, 5, 6];
const at = (text: string, weekday: number, clock: string) => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return withinHours(parseHours(text) ?? [], { weekday, minutes: hours * 60 + minutes });
};

describe('hours', () => {
  it.each([
    ['09:00-17:00', monday, '09:00', true],
    ['09:00-17:00', monday, '08:59', false],
    ['09:00-17:00', monday, '17:00', false],
    ['22:00-07:00', monday, '23:00', true],
    ['22:00-07:00', monday, '06:59', true],
    ['22:00-07:00', monday, '12:00', false],
    ['fri 22:00-07:00', friday, '22:00', true],
    ['fri 22:00-07:00', saturday, '06:00', true],
    ['fri 22:00-07:00', friday, '06:00', false],
    ['sat 22:00-07:00', sunday, '06:00', true],
    ['fri-mon 00:00-24:00', sunday, '12:00', true],
    ['fri-mon 00:00-24:00', 2, '12:00', false],
    ['mon 09:00-10:00,  SAT-sun 00:00-24:00', saturday, '23:59', true],
    ['mon 09:00-10:00, sat-sun 00:00-24:00', monday, '11:00', false],
  ])('%s, day %i at %s: %s', (...row) => {
    const [text, weekday, clock, within] = row;
    expect(at(text, weekday, clock)).toBe(within);
  });

  it.each([
    '',
    'night',
    '22-07',
    '25:00-26:00',
    '10:60-11:00',
    'mo 10:00-11:00',
    '24:00-01:00',
    '10:00-11:00,',
  ])('cannot read %j', (text) => {
    expect(parseHours(text)).toBeNull();
  });

  it('agree with themselves turned around at every minute', () => {
    const clock = fc.integer({ min: 0, max: 1_439 });
    const text = (minutes: number) =>
      `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
    fc.assert(
      fc.property(clock, clock, clock, (from, to, minutes) => {
        fc.pre(from !== to);
        const moment = { weekday: monday, minutes };
        const [there, back] = [
          parseHours(`${text(from)}-${text(to)}`),
          parseHours(`${text(to)}-${text(from)}`),
        ];
        return withinHours(there ?? [], moment) !== withinHours(back ?? [], moment);
      }),
    );
  });
});
