import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import {
  deviceAuthorizationPath,
  deviceAuthorizationSchema,
  deviceLeaveBytes,
  deviceProofBytes,
  grantTypes,
  revocationPath,
  tokenPath,
  tokensSchema,
  topics,
  type DeviceAuthorizationAnswer,
  type TokensAnswer,
} from '@ai-collective/contracts';
import { z } from 'zod';
import type { Principal, TestIdentity } from './startTestIdentity.js';

export const approveMutation = `mutation ($userCode: String!, $fleetId: ID) {
  approveDevice(userCode: $userCode, fleetId: $fleetId) { userCode }
}`;

/** What a door of programs answered. */
export interface FormAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Sends a form to identity as a program does. */
export async function postForm(
  identity: TestIdentity,
  path: string,
  fields: Readonly<Record<string, string>> | string,
): Promise<FormAnswer> {
  const response = await fetch(`${identity.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: typeof fields === 'string' ? fields : new URLSearchParams(fields).toString(),
    signal: AbortSignal.timeout(30_000),
  });
  const body = z.record(z.string(), z.unknown()).parse(await response.json());
  return { status: response.status, headers: response.headers, body };
}

export const newPublicKey = (): string => randomBytes(32).toString('base64url');

/** A terminal, or with a public key a machine, that has asked to be let in. */
export async function askToBeLetIn(
  identity: TestIdentity,
  fields: Readonly<Record<string, string>> = { client_id: 'aic-cli' },
): Promise<DeviceAuthorizationAnswer> {
  const { body } = await postForm(identity, deviceAuthorizationPath, fields);
  return deviceAuthorizationSchema.parse(body);
}

export function poll(
  identity: TestIdentity,
  deviceCode: string,
  fields: Readonly<Record<string, string>> = {},
): Promise<FormAnswer> {
  const grant = { grant_type: grantTypes.deviceCode, device_code: deviceCode };
  return postForm(identity, tokenPath, { ...grant, client_id: 'aic-cli', ...fields });
}

/** A machine with a device key of its own, which it can prove. */
export class TestMachine {
  readonly #privateKey: KeyObject;
  readonly publicKey: string;

  constructor(private readonly identity: TestIdentity) {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    this.#privateKey = privateKey;
    this.publicKey = publicKey.export({ format: 'jwk' }).x ?? '';
  }

  proof(deviceCode: string): string {
    return sign(null, deviceProofBytes(deviceCode), this.#privateKey).toString('base64url');
  }

  /** Gives up its place in its fleet. */
  leave(deviceId: string, fields: Readonly<Record<string, string>> = {}): Promise<FormAnswer> {
    const proof = sign(null, deviceLeaveBytes(deviceId), this.#privateKey).toString('base64url');
    return postForm(this.identity, revocationPath, {
      client_id: 'aic-agent',
      token: deviceId,
      proof,
      ...fields,
    });
  }

  /** Asks to be let in, and says nothing more. */
  ask(fields: Readonly<Record<string, string>> = {}): Promise<DeviceAuthorizationAnswer> {
    const own = { client_id: 'aic-agent', device_name: 'garden shed', public_key: this.publicKey };
    return askToBeLetIn(this.identity, { ...own, ...fields });
  }

  /** Asks to be let in, and proves its key with a first poll. */
  async askAndProve(fields: Readonly<Record<string, string>> = {}): Promise<DeviceAuthorizationAnswer> {
    const asked = await this.ask(fields);
    await this.poll(asked.device_code);
    return asked;
  }

  poll(deviceCode: string, fields: Readonly<Record<string, string>> = {}): Promise<FormAnswer> {
    const own = { client_id: 'aic-agent', proof: this.proof(deviceCode) };
    return poll(this.identity, deviceCode, { ...own, ...fields });
  }
}

export function refresh(
  identity: TestIdentity,
  refreshToken: string,
  clientId = 'aic-cli',
): Promise<FormAnswer> {
  const grant = { grant_type: grantTypes.refreshToken, refresh_token: refreshToken };
  return postForm(identity, tokenPath, { ...grant, client_id: clientId });
}

/** A terminal of somebody who has approved it. */
export async function signInTerminal(identity: TestIdentity, person: Principal): Promise<TokensAnswer> {
  const asked = await askToBeLetIn(identity);
  await identity.ask(person, approveMutation, { userCode: asked.user_code });
  return tokensSchema.parse((await poll(identity, asked.device_code)).body);
}

/** The audit records of a session or a request, oldest first. */
export async function auditOf(identity: TestIdentity, action: string) {
  const records = await identity.outbox(topics.audit);
  return records.map(({ value }) => value).filter((record) => record.action === action);
}
