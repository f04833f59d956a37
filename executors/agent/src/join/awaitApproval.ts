import {
  deviceFlowClients,
  deviceProofBytes,
  grantTypes,
  joinedDeviceSchema,
  tokenPath,
  type JoinedDeviceAnswer,
} from '@ai-collective/contracts';
import type { DeviceKey } from '../identity/DeviceKey.js';
import { nextPoll, type PollOutcome } from '../rules/nextPoll.js';
import { JoinError } from './JoinError.js';
import type { PendingJoin } from './pendingJoin.js';
import { postForm, type FormAnswer } from './postForm.js';

export interface Waiting {
  readonly key: DeviceKey;
  readonly signal: AbortSignal;
  /** Whether an earlier run has asked, so that it would be too soon to ask at once. */
  readonly resumed: boolean;
  /** Waits, in ms; rejects when the signal is aborted. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Asks until somebody has answered; a new request at once, since that proves the key. Throws ACCESS_DENIED,
 * DEVICE_CODE_EXPIRED, DEVICE_CODE_INVALID, or what the gateway refuses it with; rejects when it is aborted.
 */
export async function awaitApproval(pending: PendingJoin, waiting: Waiting): Promise<JoinedDeviceAnswer> {
  const deadline = Date.parse(pending.expiresAt);
  let { intervalSeconds } = pending;
  if (waiting.resumed) await waiting.pause(intervalSeconds * 1_000, waiting.signal);
  for (;;) {
    const answer = await poll(pending, waiting);
    if (answer.kind === 'ANSWERED') return answer.data;
    const next = nextPoll(intervalSeconds, outcomeOf(answer));
    if (next.action === 'END') throw endOf(next.because, answer);
    ({ intervalSeconds } = next);
    const leftMs = deadline - Date.now();
    if (leftMs <= 0) throw endOf('EXPIRED', answer);
    await waiting.pause(Math.min(intervalSeconds * 1_000, leftMs), waiting.signal);
  }
}

type Poll = FormAnswer<JoinedDeviceAnswer>;

function poll({ gatewayUrl, deviceCode }: PendingJoin, { key, signal }: Waiting): Promise<Poll> {
  return postForm({
    url: `${gatewayUrl}${tokenPath}`,
    fields: {
      grant_type: grantTypes.deviceCode,
      client_id: deviceFlowClients.agent,
      device_code: deviceCode,
      proof: key.sign(deviceProofBytes(deviceCode)),
    },
    answer: joinedDeviceSchema,
    signal,
  });
}

function outcomeOf(answer: Exclude<Poll, { kind: 'ANSWERED' }>): PollOutcome {
  return answer.kind === 'REFUSED' ? { kind: 'REFUSED', error: answer.refusal.error } : answer;
}

function endOf(because: 'DENIED' | 'EXPIRED' | 'FORGOTTEN' | 'REFUSED', answer: Poll): JoinError {
  switch (because) {
    case 'DENIED':
      return new JoinError('ACCESS_DENIED', 'The request was turned away.');
    case 'EXPIRED':
      return new JoinError('DEVICE_CODE_EXPIRED', 'Nobody approved in time. Run it again for a new code.');
    case 'FORGOTTEN':
      return new JoinError('DEVICE_CODE_INVALID', 'The gateway no longer knows the request. Run it again.');
    case 'REFUSED':
      return answer.kind === 'REFUSED'
        ? new JoinError(answer.refusal.code, answer.refusal.error_description)
        : new JoinError('UNEXPECTED_ANSWER', 'The gateway did not answer as it should.');
  }
}
