import {
  deviceAuthorizationPath,
  grantTypes,
  revocationPath,
  tokenPath,
  type DeviceAuthorizationAnswer,
  type JoinedDeviceAnswer,
  type TokensAnswer,
} from '@ai-collective/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { errors } from '../errors.js';
import { leaveFleet } from '../operations/leaveFleet.js';
import { programKindOf } from '../operations/programKindOf.js';
import type { ProgramTokens } from '../operations/programTokens.js';
import { redeemDeviceCode } from '../operations/redeemDeviceCode.js';
import { refreshSession } from '../operations/refreshSession.js';
import { requestDeviceAuthorization } from '../operations/requestDeviceAuthorization.js';
import { revokeRefreshToken } from '../operations/revokeRefreshToken.js';
import type { Services } from '../operations/Services.js';
import { takeForms, type FormBody } from './formBody.js';
import { oauthRefusal } from './oauthRefusal.js';
import { sourceOf } from './sourceOf.js';

/**
 * The doors of programs that have no browser: `POST /auth/device_authorization` (RFC 8628), `POST /auth/token` (RFC 6749)
 * and `POST /auth/revoke` (RFC 7009). They take forms, read no cookie and set none, so nothing is gained by making somebody's
 * browser send one.
 */
export function addProgramRoutes(app: FastifyInstance, services: Services): void {
  void app.register((scope: FastifyInstance, _options, done: () => void) => {
    takeForms(scope);
    scope.addHook('onRequest', (_request, reply, next) => {
      void reply.header('cache-control', 'no-store');
      next();
    });
    scope.setErrorHandler((error, _request, reply) => {
      const refusal = oauthRefusal(error);
      if (refusal === undefined) throw error;
      if (refusal.retryAfterSeconds !== undefined)
        void reply.header('retry-after', refusal.retryAfterSeconds);
      return reply.status(refusal.status).send(refusal.body);
    });
    scope.post(deviceAuthorizationPath, (request) => authorizeDevice(services, request));
    scope.post(tokenPath, (request) => giveTokens(services, request));
    scope.post(revocationPath, async (request) => {
      await revoke(services, request);
      return {};
    });
    done();
  });
}

async function authorizeDevice(
  services: Services,
  request: FastifyRequest,
): Promise<DeviceAuthorizationAnswer> {
  const begun = await requestDeviceAuthorization(services, sourceOf(request), formOf(request));
  const verificationUri = `${services.publicUrl}/device`;
  return {
    device_code: begun.deviceCode,
    user_code: begun.userCode,
    verification_uri: verificationUri,
    verification_uri_complete: `${verificationUri}?code=${begun.userCode}`,
    expires_in: begun.expiresInSeconds,
    interval: begun.intervalSeconds,
  };
}

async function giveTokens(
  services: Services,
  request: FastifyRequest,
): Promise<TokensAnswer | JoinedDeviceAnswer> {
  const form = formOf(request);
  const grantType = fieldOf(form, 'grant_type');
  const clientKind = programKindOf(form.client_id);
  if (grantType === grantTypes.refreshToken) {
    if (clientKind !== 'CLI') throw errors.CLIENT_MISMATCH();
    const token = fieldOf(form, 'refresh_token');
    return tokensAnswer(await refreshSession(services, attemptOf(request), token));
  }
  if (grantType !== grantTypes.deviceCode) throw errors.GRANT_TYPE_UNSUPPORTED();
  const proof = clientKind === 'AGENT' ? fieldOf(form, 'proof') : '';
  const code = { clientKind, deviceCode: fieldOf(form, 'device_code'), proof };
  const redeemed = await redeemDeviceCode(services, attemptOf(request), code);
  if (redeemed.kind === 'CLI') return tokensAnswer(redeemed.tokens);
  const { deviceId, fleetId, communityId } = redeemed.device;
  const { publicDispatcherUrl: dispatcher_url } = services;
  return {
    device_id: deviceId,
    fleet_id: fleetId,
    community_id: communityId,
    ...(dispatcher_url !== undefined && { dispatcher_url }),
  };
}

/** A machine has no token: it gives up its place, by its key. Terminals need not say what they are. */
async function revoke(services: Services, request: FastifyRequest): Promise<void> {
  const form = formOf(request);
  const token = fieldOf(form, 'token');
  if (form.client_id === undefined || programKindOf(form.client_id) === 'CLI')
    return revokeRefreshToken(services, attemptOf(request), token);
  await leaveFleet(services, attemptOf(request), { deviceId: token, proof: fieldOf(form, 'proof') });
}

function tokensAnswer({ accessToken, expiresInSeconds, refreshToken }: ProgramTokens): TokensAnswer {
  return {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: expiresInSeconds,
    refresh_token: refreshToken,
  };
}

const formSchema = z.record(z.string(), z.string());

function formOf(request: FastifyRequest): FormBody {
  const form = formSchema.safeParse(request.body);
  if (!form.success) throw errors.BAD_REQUEST();
  return form.data;
}

function fieldOf(form: FormBody, name: string): string {
  const value = form[name];
  if (value === undefined || value === '')
    throw errors.BAD_USER_INPUT({ field: name, problem: 'must be given' });
  return value;
}

function attemptOf(request: FastifyRequest) {
  return { source: sourceOf(request), trace: request.trace };
}
