import type { DeviceWorkSignals } from '@ai-collective/contracts';
import { describe, expect, it } from 'vitest';
import { deviceWorkPolicies, forbiddenDevices } from '../../src/authorization/forbiddenDevices.js';
import { policyProblems } from '../../src/authorization/policyProblems.js';
import { TestPolicies } from '../../src/testing/TestPolicies.js';

const work = 'forbid (principal, action == Action::"tasks:run", resource)';
const tooWrong = `${work} when { context.signals.judged >= 20 && context.signals.invalidPermille > 50 };`;
const slow = `${work} when { context.signals has turnaroundPercent && context.signals.turnaroundPercent > 300 };`;

const signals = (some: Partial<DeviceWorkSignals> = {}): DeviceWorkSignals => ({
  attempts: 100,
  judged: 100,
  invalid: 0,
  errors: 0,
  timeouts: 0,
  abandoned: 0,
  invalidPermille: 0,
  errorPermille: 0,
  timeoutPermille: 0,
  ...some,
});

function forbidden(texts: readonly string[], some: Partial<DeviceWorkSignals> = {}, vouched = false) {
  const policies = new TestPolicies();
  policies.set('com_one', texts);
  const device = { deviceId: 'dev_1', fleetId: 'flt_1', vouched, signals: signals(some) };
  const found = forbiddenDevices('com_one', deviceWorkPolicies(policies.get('com_one')), [device]);
  return found.get('dev_1') ?? [];
}

describe('policies about the work of devices', () => {
  it.each([
    { what: 'with too many wrong results', some: { invalidPermille: 51 }, by: ['community:own-0'] },
    { what: 'with not too many', some: { invalidPermille: 50 }, by: [] },
    { what: 'with too few to tell', some: { judged: 19, invalidPermille: 1_000 }, by: [] },
    { what: 'that is slow', some: { turnaroundPercent: 301 }, by: ['community:own-1'] },
    { what: 'never measured', some: {}, by: [] },
    {
      what: 'with both',
      some: { turnaroundPercent: 301, invalidPermille: 51 },
      by: ['community:own-0', 'community:own-1'],
    },
  ])('say by what a device $what is forbidden work', ({ some, by }) => {
    expect(forbidden([tooWrong, slow], some)).toEqual(by);
  });

  it('can be about one fleet, and about those nobody vouches for', () => {
    const here =
      'forbid (principal, action == Action::"tasks:run", resource == Fleet::"flt_1") unless { context.vouched };';
    expect(forbidden([here])).toEqual(['community:own-0']);
    expect(forbidden([here], {}, true)).toEqual([]);
    expect(forbidden([here.replace('flt_1', 'flt_2')])).toEqual([]);
  });

  it('are only those that name the action and forbid: what is about everybody was written about people', () => {
    expect(forbidden(['forbid (principal, action, resource);'])).toEqual([]);
    expect(forbidden([`${work.replace('forbid', 'permit')};`])).toEqual([]);
    const among =
      'forbid (principal, action in [Action::"jobs:read", Action::"tasks:run"], resource) when { principal is Device };';
    expect(forbidden([among])).toEqual(['community:own-0']);
  });

  it('forbid when they fail', () => {
    expect(forbidden([`${work} when { context.signals.attempts * 9223372036854775807 > 1 };`])).toHaveLength(
      1,
    );
  });

  it('hold in communities inside the one that made them', () => {
    const policies = new TestPolicies();
    policies.set('com_above', [tooWrong]);
    const own = deviceWorkPolicies(policies.get('com_one', ['com_above']));
    const device = { deviceId: 'd', fleetId: 'f', vouched: true, signals: signals({ invalidPermille: 60 }) };
    expect(forbiddenDevices('com_one', own, [device]).get('d')).toEqual(['parent:com_above:own-0']);
  });

  it.each([
    [tooWrong, true],
    [slow, true],
    [`${work} when { context.signals.turnaroundPercent > 300 };`, false],
    [`${work} when { context.signals.mood > 1 };`, false],
    [
      'forbid (principal, action == Action::"jobs:read", resource) when { context.signals.invalid > 1 };',
      false,
    ],
    ['forbid (principal, action, resource) when { context.granted };', true],
  ])('are checked when they arrive: %s', (text, fits) => {
    expect(policyProblems([{ id: 'one', text, proposalId: null }]).length === 0).toBe(fits);
  });
});
