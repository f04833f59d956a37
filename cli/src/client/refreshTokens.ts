import {
  deviceFlowClients,
  grantTypes,
  revocationPath,
  tokenPath,
  tokensSchema,
  type TokensAnswer,
} from '@ai-collective/contracts';
import { z } from 'zod';
import { postForm } from './postForm.js';

/** Trades a refresh token for the next one and an access token. Throws what the API refuses it with. */
export function refreshTokens(url: string, refreshToken: string): Promise<TokensAnswer> {
  const fields = {
    grant_type: grantTypes.refreshToken,
    client_id: deviceFlowClients.cli,
    refresh_token: refreshToken,
  };
  return postForm({ url, path: tokenPath, fields, data: tokensSchema });
}

/** Ends the session of a refresh token. One that has ended already, or never was, changes nothing. */
export async function revokeTokens(url: string, refreshToken: string): Promise<void> {
  await postForm({ url, path: revocationPath, fields: { token: refreshToken }, data: z.object({}) });
}
