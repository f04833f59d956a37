import { closeCodes, type DoneResult } from '@ai-collective/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backOff } from '../../src/rules/backOff.js';
import { doneBatches } from '../../src/rules/doneBatches.js';
import { evictionPlan } from '../../src/rules/evictionPlan.js';
import { freePlaces, unsettledLimit } from '../../src/rules/freePlaces.js';
import { reconnectDecision, trustMemoryMs } from '../../src/rules/reconnectDecision.js';
import { redactSecrets } from '../../src/rules/redactSecrets.js';
import { addToTally, emptyTally } from '../../src/rules/consent/tally.js';
import { isNewerVersion } from '../../src/rules/isNewerVersion.js';
import { statusRequestVerdict } from '../../src/rules/statusRequestVerdict.js';

describe('backOff', () => {
  it('stays between half the minimum and a ceiling that doubles up to the maximum', () => {
    const random = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.nat(100), random, (failures, chance) => {
        const pause = backOff(failures, { minimumMs: 1_000, maximumMs: 60_000 }, chance);
        expect(pause).toBeGreaterThanOrEqual(500);
        expect(pause).toBeLessThanOrEqual(Math.min(60_000, 1_000 * 2 ** failures));
      }),
    );
  });
});

describe('evictionPlan', () => {
  const file = (cid: string, bytes: number, usedAt: number) => ({ cid, bytes, usedAt, holders: 0 });

  it('lets the least recently used go first, and only as many as needed', () => {
    const files = [file('new', 40, 3), file('old', 40, 1), file('middle', 40, 2)];
    expect(evictionPlan(files, { bytes: 150, incoming: 60 })).toEqual(['old']);
    expect(evictionPlan(files, { bytes: 150, incoming: 10 })).toEqual([]);
  });

  it('never lets a held file go', () => {
    const files = [{ ...file('held', 100, 1), holders: 1 }, file('free', 20, 2)];
    expect(evictionPlan(files, { bytes: 150, incoming: 50 })).toEqual(['free']);
    expect(evictionPlan(files, { bytes: 150, incoming: 60 })).toBeNull();
  });
});

describe('freePlaces', () => {
  it.each([
    [{ closed: false, places: 3, held: 1, unsettled: 0 }, 2],
    [{ closed: false, places: 3, held: 5, unsettled: 0 }, 0],
    [{ closed: true, places: 3, held: 0, unsettled: 0 }, 0],
    [{ closed: false, places: 3, held: 0, unsettled: unsettledLimit }, 0],
  ])('of %j are %d', (use, expected) => {
    expect(freePlaces(use)).toBe(expected);
  });
});

describe('reconnectDecision', () => {
  it.each([
    [1006, 0, 'reconnect'],
    [closeCodes.goingAway, 1e9, 'reconnect'],
    [closeCodes.timedOut, 1e9, 'reconnect'],
    [closeCodes.malformedFrame, 0, 'stop'],
    [closeCodes.replaced, 0, 'stop'],
    [closeCodes.unauthorized, trustMemoryMs + 1, 'stop'],
    [closeCodes.unauthorized, 1_000, 'reconnect'],
  ])('after code %d, %d ms after it was last trusted: %s', (code, sinceTrustedMs, action) => {
    expect(reconnectDecision({ code, sinceTrustedMs }).action).toBe(action);
  });
});

describe('doneBatches', () => {
  it('keeps every result in order, in frames of about a mebibyte', () => {
    const results = Array.from({ length: 100 }, (_, index): DoneResult => {
      const failure = { code: 'X', message: 'x'.repeat(40_000), fault: 'device' as const };
      return { outcome: 'FAILED', attemptId: String(index), taskId: 't', runMs: 0, failure };
    });
    const batches = doneBatches(results);
    expect(batches.flat()).toEqual(results);
    expect(batches.length).toBeGreaterThan(3);
    for (const batch of batches) expect(JSON.stringify(batch).length).toBeLessThan(1_200_000);
  });

  it('makes no frame of nothing', () => {
    expect(doneBatches([])).toEqual([]);
  });
});

describe('statusRequestVerdict', () => {
  const json = 'application/json';
  it.each([
    ['GET', '127.0.0.1:4006', undefined, undefined, null],
    ['POST', 'localhost:4006', undefined, 'application/json; charset=utf-8', null],
    ['POST', '[::1]:4006', undefined, json, null],
    ['POST', '127.0.0.1:4006', undefined, 'text/plain', 'JSON_REQUIRED'],
    ['POST', '127.0.0.1:4006', undefined, undefined, 'JSON_REQUIRED'],
    ['POST', '127.0.0.1:4006', 'https://evil.example', json, 'ORIGIN_REFUSED'],
    ['GET', 'evil.example:4006', undefined, undefined, 'HOST_REFUSED'],
    ['GET', undefined, undefined, undefined, 'HOST_REFUSED'],
  ])('%s with host %s, origin %s, type %s: %s', (...row) => {
    const [method, host, origin, contentType, code] = row;
    const verdict = statusRequestVerdict({ method, host, origin, contentType, trusted: true });
    expect(verdict.ok ? null : verdict.code).toBe(code);
  });
});

describe('statusRequestVerdict without the secret', () => {
  it.each([
    ['GET', null],
    ['POST', 'TOKEN_REQUIRED'],
  ])('%s: %s', (method, code) => {
    const facts = { host: 'localhost', origin: undefined, contentType: 'application/json' };
    const verdict = statusRequestVerdict({ ...facts, method, trusted: false });
    expect(verdict.ok ? null : verdict.code).toBe(code);
  });
});

describe('isNewerVersion', () => {
  it.each([
    ['1.10.0', '1.9.9', true],
    ['1.0.1', '1.0.0', true],
    ['1.0.0', '1.0.0', false],
    ['0.9.9', '1.0.0', false],
    ['latest', '1.0.0', false],
    ['1.0', '0.1.0', false],
  ])('%s against %s: %s', (candidate, current, newer) => {
    expect(isNewerVersion(candidate, current)).toBe(newer);
  });
});

describe('addToTally', () => {
  it('begins a new day at zero and goes on with all time', () => {
    const amount = { succeeded: 1, failed: 0, runMs: 5 };
    const monday = addToTally(addToTally(emptyTally, amount, 'mon'), amount, 'mon');
    expect(monday.today).toEqual({ succeeded: 2, failed: 0, runMs: 10 });
    const tuesday = addToTally(monday, amount, 'tue');
    expect([tuesday.today.succeeded, tuesday.allTime.succeeded]).toEqual([1, 3]);
  });
});

describe('redactSecrets', () => {
  it('hides capabilities and keys, and nothing else', () => {
    const key = `aic_0${'1'.repeat(25)}_${'s'.repeat(43)}`;
    const line = `{"url":"http://h/blobs/c/x?capability=abc.def&v=1","key":"${key}"}`;
    expect(redactSecrets(line)).toBe(
      `{"url":"http://h/blobs/c/x?capability=[redacted]&v=1","key":"aic_0${'1'.repeat(25)}_[redacted]"}`,
    );
  });
});
