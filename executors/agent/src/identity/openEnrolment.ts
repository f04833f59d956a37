import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { backOff, type BackOffLimits } from '../rules/backOff.js';
import { GatewayError } from './askGateway.js';
import { enrolDevice, type EnrolmentRequest } from './enrolDevice.js';
import { keepEnrolment, readEnrolment, type Enrolment } from './keptEnrolment.js';

export interface EnrolmentOptions {
  readonly dataDir: string;
  /** Null when the device must be enrolled already. */
  readonly gatewayUrl: string | null;
  readonly apiKey: string | null;
  readonly fleetId: string | null;
  readonly name: string;
  readonly publicKey: string;
  /** How long to go on trying, milliseconds. */
  readonly patienceMs: number;
  readonly retry: BackOffLimits;
  readonly log: Logger;
}

/** Errors no second try will mend. */
const finalCodes: ReadonlySet<string> = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'UNAUTHORIZED_FIELD',
  'DEVICE_REVOKED',
  'ENROLLMENT_CLOSED',
  'FLEET_FULL',
  'TOO_MANY_DEVICES',
]);

const notEnrolled =
  'This device belongs to no fleet yet. Where somebody can approve it, run: aic-agent join <address of the gateway>. ' +
  'Where nobody can, set GATEWAY_URL and AIC_API_KEY, a key with devices:manage.';

/**
 * Reads the enrolment of an earlier start, or enrols the device now and keeps the result, after which the API key
 * is never needed again. Throws when the device is not enrolled and cannot be.
 */
export async function openEnrolment(options: EnrolmentOptions): Promise<Enrolment> {
  const kept = await readEnrolment(options.dataDir, options.publicKey);
  if (kept !== null) return kept;
  const enrolled = await enrolPatiently(options);
  const { name, publicKey, gatewayUrl } = options;
  const enrolledAt = new Date().toISOString();
  const enrolment: Enrolment = {
    ...{ ...enrolled, name, publicKey, enrolledAt },
    ...(gatewayUrl !== null && { gatewayUrl }),
  };
  await keepEnrolment(options.dataDir, enrolment);
  options.log.info({ deviceId: enrolment.deviceId, fleetId: enrolment.fleetId }, 'device enrolled');
  return enrolment;
}

async function enrolPatiently(options: EnrolmentOptions) {
  const request = requestOf(options);
  const deadline = Date.now() + options.patienceMs;
  for (let failures = 0; ; failures++) {
    try {
      return await enrolDevice(request);
    } catch (error) {
      const mendable = error instanceof GatewayError && !finalCodes.has(error.code);
      if (!mendable || Date.now() > deadline) throw error;
      options.log.warn({ code: error.code, reason: error.message }, 'enrolment failed, trying again');
      await delay(backOff(failures, options.retry, Math.random()));
    }
  }
}

function requestOf({ gatewayUrl, apiKey, fleetId, name, publicKey }: EnrolmentOptions): EnrolmentRequest {
  if (gatewayUrl === null || apiKey === null) throw new Error(notEnrolled);
  return { gatewayUrl, apiKey, fleetId, name, publicKey };
}
