import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullQuota } from '../../src/rules/deviceQuota.js';
import {
  describeFaults,
  isAtFault,
  isModelResting,
  mayBeModelsDoing,
  type ModelFaults,
  noFaults,
  withFault,
  withRest,
} from '../../src/rules/modelFaults.js';

const quota = (failures: number) => ({ ...fullQuota, failures });

/** After failures on devices, each given as its owner. */
const after = (...owners: readonly string[]): ModelFaults =>
  owners.reduce(
    (faults, ownerId, device) =>
      withFault(faults, `dev_${device}`, { ownerId, before: fullQuota, after: quota(1) }),
    noFaults,
  );

describe('modelFaults', () => {
  it.each<[string, ModelFaults, boolean]>([
    ['two devices', after('a', 'b'), false],
    ['three devices of one owner', after('a', 'a', 'a'), false],
    ['three devices of two owners', after('a', 'a', 'b'), true],
    [
      'one device again and again',
      withFault(
        withFault(after('a', 'b'), 'dev_0', { ownerId: 'a', before: quota(1), after: quota(2) }),
        'dev_0',
        { ownerId: 'a', before: quota(2), after: quota(3) },
      ),
      false,
    ],
  ])('%s: whether the model is at fault', (...[, faults, expected]) => {
    expect(isAtFault(faults)).toBe(expected);
  });

  it('remembers how far a device was trusted before the first failure', () => {
    const again = withFault(after('a'), 'dev_0', { ownerId: 'a', before: quota(1), after: quota(2) });
    expect(again.devices.get('dev_0')).toEqual({ ownerId: 'a', before: fullQuota, after: quota(2) });
  });

  it('remembers 64 devices at most', () => {
    const owners = Array.from({ length: 100 }, (_, index) => `owner ${index}`);
    expect(after(...owners).devices.size).toBe(64);
  });

  it('rests twice as long each time, two minutes at most', () => {
    fc.assert(
      fc.property(fc.nat({ max: 60 }), (times) => {
        let faults = after('a', 'a', 'b');
        for (let time = 0; time < times; time += 1) faults = withRest(faults, 1_000);
        const next = withRest(faults, 5_000).restsUntil - 5_000;
        expect(next).toBe(Math.min(120_000, 1_000 * 2 ** times));
        expect(isModelResting(withRest(faults, 5_000), 5_000 + next - 1)).toBe(true);
        expect(isModelResting(withRest(faults, 5_000), 5_000 + next)).toBe(false);
      }),
    );
  });

  it.each([
    ['MODEL_CRASHED', true],
    ['RUNTIME_EXCEEDED', true],
    ['LEASE_LOST', false],
    ['ARTIFACT_UNREACHABLE', false],
    ['RESULT_SIGNATURE_INVALID', false],
  ])('%s may be the doing of a model: %s', (code, expected) => {
    expect(mayBeModelsDoing(code)).toBe(expected);
  });

  it('says why in words', () => {
    expect(describeFaults(withRest(after('a', 'a', 'b'), 0))).toBe(
      'its model failed on 3 devices of 2 owners and nowhere succeeded since: tried again at 1970-01-01T00:00:01.000Z',
    );
  });
});
