import type { DeviceRecord } from '@ai-collective/contracts';
import { describe, expect, it } from 'vitest';
import { newerRecord } from '../../src/rules/newerRecord.js';

const record = (status: DeviceRecord['status'], day: number): DeviceRecord => ({
  deviceId: 'dev_1',
  communityId: 'com_1',
  fleetId: 'flt_1',
  ownerId: 'per_1',
  vouched: true,
  region: null,
  name: 'laptop',
  publicKey: 'key',
  status,
  enrolledAt: `2026-01-0${day}T00:00:00.000Z`,
});

describe('newerRecord', () => {
  it('takes the first record there is', () => {
    expect(newerRecord(undefined, record('ENROLLED', 1)).status).toBe('ENROLLED');
  });

  it('takes a revocation', () => {
    expect(newerRecord(record('ENROLLED', 1), record('REVOKED', 1)).status).toBe('REVOKED');
  });

  it('is not deceived by an old enrolment that is sent again', () => {
    expect(newerRecord(record('REVOKED', 1), record('ENROLLED', 1)).status).toBe('REVOKED');
  });

  it('takes a later enrolment of the same device', () => {
    expect(newerRecord(record('REVOKED', 1), record('ENROLLED', 2)).status).toBe('ENROLLED');
  });
});
