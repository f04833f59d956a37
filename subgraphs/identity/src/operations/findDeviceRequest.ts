import type { PassportClaims } from '@ai-collective/contracts';
import { DeniedError, type EntityManager } from '@ai-collective/platform';
import { LockMode } from '@mikro-orm/core';
import { DeviceAuthorization, type DeviceAuthorizationRow } from '../entities/DeviceAuthorization.js';
import { errors } from '../errors.js';
import { secretDigest } from '../rules/secretDigest.js';
import { normalizeUserCode } from '../rules/userCode.js';
import type { Services } from './Services.js';

/** A program that waits for an answer, and the code as it was shown. */
export interface DeviceRequest extends DeviceAuthorizationRow {
  readonly userCode: string;
}

/**
 * The program whose code a member typed. They need no permission: knowing the code is what lets them answer.
 * Throws USER_CODE_INVALID, RATE_LIMITED once they guessed too often, or a denial.
 */
export async function findDeviceRequest(
  services: Services,
  passport: PassportClaims,
  typed: string,
): Promise<DeviceRequest> {
  authorizePerson(services, passport);
  const userCode = normalizeUserCode(typed);
  if (userCode === undefined) throw errors.USER_CODE_INVALID();
  const wanted = {
    userCodeDigest: secretDigest(userCode),
    state: 'PENDING',
    expiresAt: { $gt: services.clock() },
  } as const;
  const found = await services.programs.userCodes.attempt(passport.sub, async () => {
    const row = await services.database.withoutTenant((em) => em.findOne(DeviceAuthorization, wanted));
    return row ?? undefined;
  });
  if (found === undefined) throw errors.USER_CODE_INVALID();
  return { ...found, userCode };
}

/** The same request, while nobody else answers it. Throws USER_CODE_INVALID when somebody has. */
export async function lockDeviceRequest(
  em: EntityManager,
  { id }: DeviceRequest,
  now: Date,
): Promise<DeviceAuthorizationRow> {
  const request = await em.findOne(
    DeviceAuthorization,
    { id, state: 'PENDING', expiresAt: { $gt: now } },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  if (request === null) throw errors.USER_CODE_INVALID();
  return request;
}

function authorizePerson(services: Services, passport: PassportClaims): void {
  const { community } = services.authorize(passport, 'community:read');
  if (passport.kind === 'PERSON') return;
  const message = 'Only a person can answer a terminal or a machine that asks to be let in.';
  throw new DeniedError({ permission: 'community:read', community }, 'FORBIDDEN', message);
}
