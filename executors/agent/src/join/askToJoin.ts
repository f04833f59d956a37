import {
  deviceAuthorizationPath,
  deviceAuthorizationSchema,
  deviceFlowClients,
} from '@ai-collective/contracts';
import { JoinError } from './JoinError.js';
import type { JoinTerms, PendingJoin } from './pendingJoin.js';
import { postForm } from './postForm.js';

const longestWaitSeconds = 3_600;
const userCodePattern = /^[A-Z0-9-]{4,20}$/;

/** Asks the gateway to let this machine in. Throws a {@link JoinError}; rejects when it is aborted. */
export async function askToJoin(terms: JoinTerms, signal: AbortSignal): Promise<PendingJoin> {
  const asked = await postForm({
    url: `${terms.gatewayUrl}${deviceAuthorizationPath}`,
    fields: {
      client_id: deviceFlowClients.agent,
      device_name: terms.name,
      public_key: terms.publicKey,
      ...(terms.fleetId !== null && { fleet_id: terms.fleetId }),
    },
    answer: deviceAuthorizationSchema,
    signal,
  });
  switch (asked.kind) {
    case 'UNREACHABLE':
      throw new JoinError('UNREACHABLE', `${terms.gatewayUrl} does not answer as a gateway: ${asked.reason}`);
    case 'REFUSED':
      throw new JoinError(asked.refusal.code, asked.refusal.error_description);
    case 'ANSWERED':
      return pendingOf(terms, asked.data);
  }
}

/** What is shown to people must not hold what terminals take for commands. */
function pendingOf(
  terms: JoinTerms,
  answer: ReturnType<typeof deviceAuthorizationSchema.parse>,
): PendingJoin {
  if (!userCodePattern.test(answer.user_code))
    throw new JoinError('UNEXPECTED_ANSWER', 'The gateway answered with a code that is none.');
  const seconds = Math.min(answer.expires_in, longestWaitSeconds);
  return {
    ...terms,
    deviceCode: answer.device_code,
    userCode: answer.user_code,
    page: new URL(answer.verification_uri).href,
    pageWithCode: new URL(answer.verification_uri_complete).href,
    expiresAt: new Date(Date.now() + seconds * 1_000).toISOString(),
    intervalSeconds: answer.interval,
  };
}
