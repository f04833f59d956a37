import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultPreferences } from '../../../src/consent/preferences.js';
import {
  mayRun,
  type Observations,
  type PauseCause,
  type Preferences,
} from '../../../src/rules/consent/mayRun.js';

const { personal, dedicated } = defaultPreferences;
const quiet: Observations = { power: 'mains', idle: 600_000, temperature: 50, metered: false };
const monday = (minutes: number, pausedBy: PauseCause[] = []) => ({
  weekday: 1,
  minutes,
  pausedBy: new Set(pausedBy),
});

const told = (preferences: Partial<Preferences>, observations: Partial<Observations>, now = monday(720)) => {
  const verdict = mayRun({ ...personal, ...preferences }, { ...quiet, ...observations }, now);
  return verdict.runs ? null : verdict.reason;
};

describe('mayRun', () => {
  it.each<[string | null, Partial<Preferences>, Partial<Observations>]>([
    [null, {}, {}],
    ['paused: on battery', {}, { power: 'battery' }],
    [null, { onBattery: true }, { power: 'battery' }],
    [null, {}, { power: 'unknown' }],
    ['paused: in use', {}, { idle: 0 }],
    ['paused: in use', {}, { idle: 179_999 }],
    [null, {}, { idle: 180_000 }],
    ['paused: in use', { idleMinutes: 30 }, { idle: 600_000 }],
    [null, { idleOnly: false }, { idle: 0 }],
    [null, {}, { idle: 'headless' }],
    [null, {}, { idle: 'unknown', power: 'none' }],
    [null, {}, { idle: 'unknown', power: 'unknown' }],
    ['paused: whether it is in use cannot be told', {}, { idle: 'unknown' }],
    ['paused: on a metered network', {}, { metered: true }],
    [null, { onMetered: true }, { metered: true }],
    [null, {}, { metered: 'unknown' }],
    ['paused: too hot (limit 80 °C)', { temperatureLimit: 80 }, { temperature: 80.5 }],
    [null, { temperatureLimit: 80 }, { temperature: 80 }],
    ['paused: too hot (limit 80 °C)', { temperatureLimit: 80 }, { temperature: 'throttled' }],
    [null, { temperatureLimit: 80 }, { temperature: 'unknown' }],
    [null, {}, { temperature: 110 }],
    ['paused: outside its hours (22:00-07:00)', { hours: '22:00-07:00' }, {}],
  ])('tells %j of %j and %j', (reason, preferences, observations) => {
    expect(told(preferences, observations)).toBe(reason);
  });

  it('stays paused until it has cooled down by five degrees', () => {
    const limit = { temperatureLimit: 80 };
    expect(told(limit, { temperature: 78 }, monday(0, ['heat']))).toMatch(/too hot/);
    expect(told(limit, { temperature: 75 }, monday(0, ['heat']))).toBeNull();
    expect(told(limit, { temperature: 78 }, monday(0, ['battery']))).toBeNull();
  });

  it('lists every reason and tells the first', () => {
    const all: Observations = { power: 'battery', idle: 0, temperature: 99, metered: true };
    const verdict = mayRun({ ...personal, hours: '01:00-02:00', temperatureLimit: 80 }, all, monday(0));
    if (verdict.runs) throw new Error('it runs');
    expect(verdict.pauses.map(({ cause }) => cause)).toEqual(['hours', 'battery', 'use', 'network', 'heat']);
    expect(verdict.reason).toBe(verdict.pauses[0]?.reason);
  });

  it('never pauses a dedicated device that was told no more', () => {
    const observations = fc.record<Observations>({
      power: fc.constantFrom('mains', 'battery', 'none', 'unknown'),
      idle: fc.oneof(fc.nat(), fc.constantFrom('headless' as const, 'unknown' as const)),
      temperature: fc.oneof(fc.nat(130), fc.constantFrom('throttled' as const, 'unknown' as const)),
      metered: fc.constantFrom(true, false, 'unknown' as const),
    });
    fc.assert(
      fc.property(
        observations,
        fc.nat(1_439),
        (observed, minutes) => mayRun(dedicated, observed, monday(minutes)).runs,
      ),
    );
  });

  it('pauses for nothing that the owner allows more of', () => {
    fc.assert(
      fc.property(fc.nat(400_000), fc.integer({ min: 0, max: 10 }), (idle, idleMinutes) => {
        const strict = told({ idleMinutes }, { idle });
        return strict !== null || told({ idleMinutes: idleMinutes / 2 }, { idle }) === null;
      }),
    );
  });
});
