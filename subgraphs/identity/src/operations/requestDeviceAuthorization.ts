import { randomInt } from 'node:crypto';
import { newId } from '@ai-collective/contracts';
import type { EntityManager } from '@ai-collective/platform';
import { z } from 'zod';
import { DeviceAuthorization, type DeviceAuthorizationRow } from '../entities/DeviceAuthorization.js';
import { errors } from '../errors.js';
import { secretDigest } from '../rules/secretDigest.js';
import { formatUserCode, userCodeAlphabet, userCodeLength } from '../rules/userCode.js';
import { deviceInputSchema, fleetIdField } from './enrollDevice.js';
import { nameField } from './inputFields.js';
import { newSecret } from './newSecret.js';
import { parseInput } from './parseInput.js';
import { programKindOf } from './programKindOf.js';
import type { Services } from './Services.js';

/** How long somebody has to approve a request. */
export const deviceAuthorizationSeconds = 600;

const firstIntervalSeconds = 5;
const keepAnsweredMilliseconds = 3_600_000;
const mostWaiting = 10_000;

/** A request that waits for a person. Both codes are shown once. */
export interface NewDeviceAuthorization {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly expiresInSeconds: number;
  readonly intervalSeconds: number;
}

const terminalSchema = z.object({ device_name: nameField.default('a terminal') });
const agentSchema = z.object({
  device_name: nameField,
  public_key: deviceInputSchema.shape.publicKey,
  fleet_id: fleetIdField.optional(),
});

/**
 * Notes that a program asks to be let in. Nothing is known of it but what it says and where it comes from, so nothing is
 * audited before a person answers. Throws CLIENT_UNKNOWN, BAD_USER_INPUT, RATE_LIMITED or TOO_MANY_DEVICE_REQUESTS.
 */
export async function requestDeviceAuthorization(
  services: Services,
  source: string,
  form: Readonly<Record<string, string>>,
): Promise<NewDeviceAuthorization> {
  services.programs.requests.take(source);
  const asked = askedFor(form);
  const now = services.clock();
  const deviceCode = newSecret();
  return services.database.withoutTenant(async (em) => {
    await forgetOld(em, now);
    const userCode = await newUserCode(em);
    await em.insert(DeviceAuthorization, {
      ...asked,
      id: newId('deviceAuthorization'),
      deviceCodeDigest: secretDigest(deviceCode),
      userCodeDigest: secretDigest(userCode),
      requestedFrom: source,
      requestedAt: now,
      expiresAt: new Date(now.getTime() + deviceAuthorizationSeconds * 1000),
      intervalSeconds: firstIntervalSeconds,
      polledAt: null,
      provedAt: null,
      state: 'PENDING',
      sessionId: null,
      communityId: null,
      deviceId: null,
    });
    const intervalSeconds = firstIntervalSeconds;
    return { deviceCode, userCode, expiresInSeconds: deviceAuthorizationSeconds, intervalSeconds };
  });
}

type Asked = Pick<DeviceAuthorizationRow, 'clientKind' | 'deviceName' | 'publicKey' | 'fleetId'>;

function askedFor(form: Readonly<Record<string, string>>): Asked {
  const clientKind = programKindOf(form.client_id);
  if (clientKind === 'CLI')
    return {
      clientKind,
      deviceName: parseInput(terminalSchema, form).device_name,
      publicKey: null,
      fleetId: null,
    };
  const { device_name, public_key, fleet_id } = parseInput(agentSchema, form);
  return { clientKind, deviceName: device_name, publicKey: public_key, fleetId: fleet_id ?? null };
}

/** Throws TOO_MANY_DEVICE_REQUESTS: how many codes are good at a time bounds how easily one is guessed. */
async function forgetOld(em: EntityManager, now: Date): Promise<void> {
  const longAgo = new Date(now.getTime() - keepAnsweredMilliseconds);
  await em.nativeDelete(DeviceAuthorization, { expiresAt: { $lt: longAgo } });
  const waiting = await em.count(DeviceAuthorization, { state: 'PENDING', expiresAt: { $gt: now } });
  if (waiting >= mostWaiting) throw errors.TOO_MANY_DEVICE_REQUESTS();
}

/** One that no request has. Of ten thousand, less than one is picked again. */
async function newUserCode(em: EntityManager): Promise<string> {
  for (let tries = 0; tries < 5; tries++) {
    const places = Array.from({ length: userCodeLength }, () => randomInt(userCodeAlphabet.length));
    const code = formatUserCode(places);
    const taken = await em.count(DeviceAuthorization, { userCodeDigest: secretDigest(code) });
    if (taken === 0) return code;
  }
  throw errors.TOO_MANY_DEVICE_REQUESTS();
}
