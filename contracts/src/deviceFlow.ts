import { z } from 'zod';

/** Programs that may ask to be let in without a browser of their own, as `client_id` (RFC 8628, section 3.1). */
export const deviceFlowClients = {
  /** The command line: gets a session of the person who approves it. */
  cli: 'aic-cli',
  /** A machine that joins a fleet: its key is enrolled by the person who approves it. */
  agent: 'aic-agent',
} as const;

export type DeviceFlowClient = (typeof deviceFlowClients)[keyof typeof deviceFlowClients];

/** Values of `grant_type` at {@link tokenPath}. */
export const grantTypes = {
  deviceCode: 'urn:ietf:params:oauth:grant-type:device_code',
  refreshToken: 'refresh_token',
} as const;

/** Where a program asks to be let in, where it gets its tokens, and where it gives them back. All take forms. */
export const deviceAuthorizationPath = '/auth/device_authorization';
export const tokenPath = '/auth/token';
export const revocationPath = '/auth/revoke';

/** What a program is told that asked to be let in. Times in seconds. */
export const deviceAuthorizationSchema = z.object({
  device_code: z.string(),
  user_code: z.string(),
  verification_uri: z.url({ protocol: /^https?$/ }),
  verification_uri_complete: z.url({ protocol: /^https?$/ }),
  expires_in: z.int().positive(),
  interval: z.int().positive(),
});

export type DeviceAuthorizationAnswer = z.infer<typeof deviceAuthorizationSchema>;

/** Tokens of a person's program. */
export const tokensSchema = z.object({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.int().nonnegative().describe('seconds until the access token is void'),
  refresh_token: z.string(),
});

export type TokensAnswer = z.infer<typeof tokensSchema>;

/** What a machine is told that joined a fleet. It needs no token: it proves who it is with its key. */
export const joinedDeviceSchema = z.object({
  device_id: z.string(),
  fleet_id: z.string(),
  community_id: z.string(),
  dispatcher_url: z
    .url({ protocol: /^wss?$/ })
    .optional()
    .describe('where devices connect, if it is known'),
});

export type JoinedDeviceAnswer = z.infer<typeof joinedDeviceSchema>;

/**
 * The bytes a machine signs with its device key, and sends as `proof` with each poll: that it holds the key it wants to have
 * enrolled. The device code is new for each request and known to nobody else, so no proof is worth anything elsewhere.
 */
export function deviceProofBytes(deviceCode: string): Uint8Array {
  return new TextEncoder().encode(`aic-device-flow.v1 proof\n${deviceCode}`);
}

/**
 * The bytes a machine signs with its device key, and sends as `proof` to {@link revocationPath} with its device id as `token`: that it
 * leaves its fleet. A device leaves once and for all, so nobody gains by sending them again.
 */
export function deviceLeaveBytes(deviceId: string): Uint8Array {
  return new TextEncoder().encode(`aic-device-flow.v1 leave\n${deviceId}`);
}

/** A refusal: `error` as RFC 6749 and RFC 8628 name it, `code` as the services do. */
export const tokenRefusalSchema = z.object({
  error: z.string(),
  error_description: z.string(),
  code: z.string(),
});

export type TokenRefusal = z.infer<typeof tokenRefusalSchema>;
