import { describe, expect, it } from 'vitest';
import { ownersLeftOut, patienceMs, type ErredTask } from '../../src/rules/ownersLeftOut.js';

const device = (ownerId: string, more: object = {}) => ({
  ...{
    fleetId: 'flt',
    communityId: 'com',
    ownerId,
    runners: ['tensor' as const],
    vouched: false,
    region: null,
  },
  ...more,
});
const task = (more: Partial<ErredTask> = {}): ErredTask => ({
  ...{
    fleetId: 'flt',
    communityId: 'com',
    runner: 'tensor',
    waitedMs: 0,
    privacy: 'COMMUNITY',
    regions: null,
  },
  ...{ excludedOwners: ['gone'], erredOwners: ['broken'] },
  ...more,
});

describe('ownersLeftOut', () => {
  it.each([
    [
      'who failed, while another owner’s device is there',
      task(),
      [device('broken'), device('other')],
      ['gone', 'broken'],
    ],
    ['not who failed, alone', task(), [device('broken')], ['gone']],
    ['not who failed, with excluded ones alone', task(), [device('broken'), device('gone')], ['gone']],
    ['not who failed, with others in other fleets', task(), [device('other', { fleetId: 'far' })], ['gone']],
    ['not who failed, with others who cannot', task(), [device('other', { runners: ['ocr'] })], ['gone']],
    ['not who failed, after too long', task({ waitedMs: patienceMs }), [device('other')], ['gone']],
    ['nobody more, when nobody failed', task({ erredOwners: [] }), [device('other')], ['gone']],
  ])('leaves out %s', (...[, given, devices, expected]) => {
    expect(ownersLeftOut(given, devices)).toEqual(expected);
  });
});
