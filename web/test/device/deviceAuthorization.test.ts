import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  approveDevice,
  denyDevice,
  fetchDeviceAuthorization,
  fetchFleets,
} from '../../src/device/deviceAuthorization.js';
import { userCodeOf } from '../../src/device/userCodeOf.js';
import { answeringFetch } from '../http/answeringFetch.js';

afterEach(() => vi.unstubAllGlobals());

const userCode = 'BCDF-GHJK';
const authorization = {
  userCode,
  clientKind: 'AGENT',
  deviceName: 'garage',
  requestedFrom: '203.0.113.7',
  requestedAt: '2030-01-01T00:00:00.000Z',
  expiresAt: '2030-01-01T00:10:00.000Z',
  fleetId: null,
};

describe('a device that waits', () => {
  it('is found by its code', async () => {
    const sent = answeringFetch({ data: { deviceAuthorization: authorization } });
    expect(await fetchDeviceAuthorization(userCode)).toEqual({ outcome: 'answered', data: authorization });
    expect(sent).toMatchObject([['/graphql', { variables: { userCode } }]]);
  });

  it('is let into a fleet, or turned away', async () => {
    const fleets = [{ id: 'flt_1', name: 'home', enrollment: { policy: 'MEMBERS' } }];
    answeringFetch({ data: { fleets } });
    expect(await fetchFleets()).toEqual({ outcome: 'answered', data: fleets });
    const approved = answeringFetch({ data: { approveDevice: { userCode } } });
    expect(await approveDevice(userCode, 'flt_1')).toMatchObject({ outcome: 'answered' });
    expect(approved).toMatchObject([['/graphql', { variables: { userCode, fleetId: 'flt_1' } }]]);
    const denied = answeringFetch({ data: { denyDevice: { userCode } } });
    expect(await denyDevice(userCode)).toMatchObject({ outcome: 'answered' });
    expect(denied).toMatchObject([['/graphql', { variables: { userCode } }]]);
  });

  it('of another kind than is known is not shown', async () => {
    answeringFetch({ data: { deviceAuthorization: { ...authorization, clientKind: 'BROWSER' } } });
    expect(await fetchDeviceAuthorization(userCode)).toEqual({ outcome: 'failed' });
  });
});

describe('userCodeOf', () => {
  it.each([
    ['bcdfghjk', 'BCDF-GHJK'],
    [' BCDF ghjk ', 'BCDF-GHJK'],
    ['BCDF-GHJK', 'BCDF-GHJK'],
    ['bc', 'BC'],
    ['', ''],
  ])('reads %j as %j', (typed, code) => {
    expect(userCodeOf(typed)).toBe(code);
  });
});
