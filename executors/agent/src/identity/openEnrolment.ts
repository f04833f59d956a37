import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { z } from 'zod';
import { backOff, type BackOffLimits } from '../rules/backOff.js';
import { writeAtomically } from '../writeAtomically.js';
import { GatewayError } from './askGateway.js';
import { enrolDevice, type EnrolmentRequest } from './enrolDevice.js';

const enrolmentSchema = z.object({
  deviceId: z.string(),
  fleetId: z.string(),
  name: z.string(),
  publicKey: z.string(),
  enrolledAt: z.iso.datetime(),
});

/** Who this device is to its community, as kept in `device.json`. */
export type Enrolment = Readonly<z.infer<typeof enrolmentSchema>>;

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
const finalCodes: ReadonlySet<string> = new Set(['UNAUTHENTICATED', 'FORBIDDEN', 'UNAUTHORIZED_FIELD']);

/**
 * Reads the enrolment of an earlier start, or enrols the device now and keeps the result, after which the API key
 * is never needed again. Throws when the device is not enrolled and cannot be.
 */
export async function openEnrolment(options: EnrolmentOptions): Promise<Enrolment> {
  const path = join(options.dataDir, 'device.json');
  const kept = await readFile(path, 'utf8').catch(() => null);
  if (kept !== null) {
    const enrolment = enrolmentSchema.parse(JSON.parse(kept));
    if (enrolment.publicKey === options.publicKey) return enrolment;
    throw new Error(
      `${path} belongs to another device.key; restore that key or delete the file to enrol anew`,
    );
  }
  const enrolled = await enrolPatiently(options);
  const { name, publicKey } = options;
  const enrolment: Enrolment = { ...enrolled, name, publicKey, enrolledAt: new Date().toISOString() };
  await writeAtomically(path, `${JSON.stringify(enrolment, null, 2)}\n`);
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
  if (gatewayUrl === null) throw new Error('GATEWAY_URL is needed to enrol this device');
  if (apiKey === null) throw new Error('AIC_API_KEY is needed to enrol this device');
  return { gatewayUrl, apiKey, fleetId, name, publicKey };
}
