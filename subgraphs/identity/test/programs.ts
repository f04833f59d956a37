import { randomBytes } from 'node:crypto';
import {
  deviceAuthorizationPath,
  deviceAuthorizationSchema,
  grantTypes,
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

export function poll(identity: TestIdentity, deviceCode: string, clientId = 'aic-cli'): Promise<FormAnswer> {
  const grant = { grant_type: grantTypes.deviceCode, device_code: deviceCode };
  return postForm(identity, tokenPath, { ...grant, client_id: clientId });
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
