import { deviceProofBytes, verifyDeviceSignature } from '@ai-collective/contracts';
import { AppError, type EntityManager } from '@ai-collective/platform';
import { LockMode } from '@mikro-orm/core';
import {
  DeviceAuthorization,
  type DeviceAuthorizationRow,
  type DeviceClientKind,
} from '../entities/DeviceAuthorization.js';
import { Session, type SessionRow } from '../entities/Session.js';
import { errors } from '../errors.js';
import { devicePoll } from '../rules/devicePoll.js';
import { secretDigest } from '../rules/secretDigest.js';
import { standingOf } from '../rules/standing.js';
import { auditAllowed } from './auditAllowed.js';
import {
  issueRefreshToken,
  programSessionSeconds,
  withAccessToken,
  type ProgramTokens,
} from './programTokens.js';
import type { Attempt } from './redeemSignInCode.js';
import type { Services } from './Services.js';

/** A machine that was let into a fleet. */
export interface JoinedDevice {
  readonly deviceId: string;
  readonly fleetId: string;
  readonly communityId: string;
}

/** What a program gets for its device code. */
export type Redeemed =
  | { readonly kind: 'CLI'; readonly tokens: ProgramTokens }
  | { readonly kind: 'AGENT'; readonly device: JoinedDevice };

interface PolledCode {
  readonly clientKind: DeviceClientKind;
  readonly deviceCode: string;
  /** A machine's signature of the code with its device key; empty for a terminal. */
  readonly proof: string;
}

/** What counts as a failed attempt of whoever polls. */
const failures: ReadonlySet<string> = new Set(['DEVICE_CODE_INVALID', 'DEVICE_PROOF_INVALID']);

/**
 * Answers a poll: what the program may have, once, when somebody has approved it. Throws AUTHORIZATION_PENDING, SLOW_DOWN,
 * DEVICE_CODE_EXPIRED, ACCESS_DENIED, DEVICE_PROOF_INVALID, DEVICE_CODE_INVALID, or RATE_LIMITED instead of that to whoever
 * fails too often. A machine may ask again for what it was told: it is no secret, and its answer may have been lost.
 */
export async function redeemDeviceCode(
  services: Services,
  { source, trace }: Attempt,
  code: PolledCode,
): Promise<Redeemed> {
  const now = services.clock();
  const outcome = await services.database.withoutTenant((em) => poll(em, { ...code, now, trace }));
  if (outcome instanceof AppError) {
    if (failures.has(outcome.code)) services.programs.failures.take(source);
    throw outcome;
  }
  if ('device' in outcome) return { kind: 'AGENT', ...outcome };
  return { kind: 'CLI', tokens: await withAccessToken(services, outcome.session, outcome.refreshToken) };
}

type Granted =
  { readonly device: JoinedDevice } | { readonly session: SessionRow; readonly refreshToken: string };

interface Poll extends PolledCode {
  readonly now: Date;
  readonly trace: Attempt['trace'];
}

/** A refusal is answered, not thrown, since what it notes must be kept. */
async function poll(em: EntityManager, asked: Poll): Promise<Granted | AppError> {
  const request = await em.findOne(
    DeviceAuthorization,
    { deviceCodeDigest: secretDigest(asked.deviceCode), clientKind: asked.clientKind },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  if (request === null) return errors.DEVICE_CODE_INVALID();
  if (!isProved(request, asked)) return errors.DEVICE_PROOF_INVALID();
  const verdict = devicePoll(request, asked.now);
  const polled = polledNow(request, asked.now);
  switch (verdict.kind) {
    case 'PENDING':
      await em.nativeUpdate(DeviceAuthorization, { id: request.id }, polled);
      return errors.AUTHORIZATION_PENDING();
    case 'SLOW_DOWN': {
      const { intervalSeconds } = verdict;
      await em.nativeUpdate(DeviceAuthorization, { id: request.id }, { ...polled, intervalSeconds });
      return errors.SLOW_DOWN({ intervalSeconds });
    }
    case 'EXPIRED':
      return errors.DEVICE_CODE_EXPIRED();
    case 'DENIED':
      return errors.ACCESS_DENIED();
    case 'REDEEMED':
      return toldAgain(request, asked.now);
    case 'APPROVED':
      await em.nativeUpdate(DeviceAuthorization, { id: request.id }, { ...polled, state: 'REDEEMED' });
      return request.clientKind === 'CLI' ? letOn(em, request, asked) : { device: joined(request) };
  }
}

/** A machine's key is proved by its first poll. */
function polledNow({ publicKey, provedAt }: DeviceAuthorizationRow, now: Date) {
  return { polledAt: now, provedAt: publicKey === null ? null : (provedAt ?? now) };
}

/** What became of a machine is no secret, and the answer may have been lost; tokens are given once. */
function toldAgain(request: DeviceAuthorizationRow, now: Date): Granted | AppError {
  const isMachine = request.clientKind === 'AGENT';
  return isMachine && request.expiresAt > now ? { device: joined(request) } : errors.DEVICE_CODE_INVALID();
}

/** Whether a machine holds the key that it wants to have enrolled. A terminal has none. */
function isProved({ publicKey }: DeviceAuthorizationRow, { deviceCode, proof }: Poll): boolean {
  return publicKey === null || verifyDeviceSignature(publicKey, deviceProofBytes(deviceCode), proof);
}

/** Lets the session go on that was opened when it was approved, unless its person has signed out since. */
async function letOn(
  em: EntityManager,
  request: DeviceAuthorizationRow,
  { now, trace }: Poll,
): Promise<Granted | AppError> {
  const opened = await em.findOne(
    Session,
    { id: request.sessionId ?? '' },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  if (opened === null || standingOf(opened, now) !== 'VALID') return errors.DEVICE_CODE_INVALID();
  const expiresAt = new Date(now.getTime() + programSessionSeconds * 1000);
  const session = { ...opened, expiresAt };
  await em.nativeUpdate(Session, { id: session.id }, { expiresAt });
  const passport = { sub: session.personId, kind: 'PERSON', policyVersion: 0 } as const;
  await auditAllowed(
    em,
    { passport, trace },
    {
      community: session.communityId,
      action: 'devices:redeem',
      resource: { type: 'Session', id: session.id },
      details: { deviceAuthorization: request.id, expiresAt: expiresAt.toISOString() },
    },
  );
  return { session, refreshToken: await issueRefreshToken(em, session, now) };
}

function joined({ id, deviceId, fleetId, communityId }: DeviceAuthorizationRow): JoinedDevice {
  if (deviceId === null || fleetId === null || communityId === null)
    throw new Error(`${id} was approved without a device.`);
  return { deviceId, fleetId, communityId };
}
