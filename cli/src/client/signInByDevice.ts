import { setTimeout as delay } from 'node:timers/promises';
import {
  deviceAuthorizationPath,
  deviceAuthorizationSchema,
  deviceFlowClients,
  grantTypes,
  tokenPath,
  tokensSchema,
  type DeviceAuthorizationAnswer,
  type TokensAnswer,
} from '@ai-collective/contracts';
import { ApiError } from './ApiError.js';
import { postForm } from './postForm.js';

export interface DeviceSignIn {
  readonly url: string;
  /** What the person who approves is shown. */
  readonly deviceName: string;
  /** Ends the waiting when aborted. */
  readonly signal: AbortSignal;
  /** Told where to go and what to type there. */
  readonly onCode: (request: DeviceAuthorizationAnswer) => void;
  /** Told every second how many are left. */
  readonly onWait?: (secondsLeft: number) => void;
  /** Waits, in ms; rejects when the signal is aborted. For tests. */
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

const slowDownSeconds = 5;
const longestIntervalSeconds = 60;

/** Errors after which the next poll may be answered. */
const passing: ReadonlySet<string> = new Set(['UNREACHABLE', 'TIMED_OUT', 'RATE_LIMITED']);

/**
 * Signs in by the device flow (RFC 8628): a person opens a page anywhere and types a code there.
 * Throws ACCESS_DENIED, DEVICE_CODE_EXPIRED, INTERRUPTED, or what the API refuses it with.
 */
export async function signInByDevice(settings: DeviceSignIn): Promise<TokensAnswer> {
  const { url, deviceName, signal } = settings;
  const request = await postForm({
    url,
    path: deviceAuthorizationPath,
    fields: { client_id: deviceFlowClients.cli, device_name: deviceName },
    data: deviceAuthorizationSchema,
    signal,
  });
  settings.onCode(request);
  const deadline = Date.now() + request.expires_in * 1000;
  const ticker = setInterval(
    () => settings.onWait?.(Math.max(0, Math.ceil((deadline - Date.now()) / 1000))),
    1_000,
  );
  try {
    return await pollUntil(deadline, settings, request);
  } catch (error) {
    if (signal.aborted)
      throw new ApiError('INTERRUPTED', 'Interrupted. Nobody was signed in.', { cause: error });
    throw error;
  } finally {
    clearInterval(ticker);
  }
}

async function pollUntil(
  deadline: number,
  settings: DeviceSignIn,
  request: DeviceAuthorizationAnswer,
): Promise<TokensAnswer> {
  const pause = settings.pause ?? pauseFor;
  let interval = request.interval;
  while (Date.now() < deadline) {
    await pause(interval * 1000, settings.signal);
    const outcome = await poll(settings, request.device_code);
    if (!(outcome instanceof ApiError)) return outcome;
    interval = nextInterval(interval, outcome);
  }
  throw new ApiError('DEVICE_CODE_EXPIRED', 'Nobody approved in time. Start again.');
}

/** The tokens, or why to go on asking. Throws what ends the asking. */
async function poll({ url, signal }: DeviceSignIn, deviceCode: string): Promise<TokensAnswer | ApiError> {
  try {
    return await postForm({
      url,
      path: tokenPath,
      fields: {
        grant_type: grantTypes.deviceCode,
        client_id: deviceFlowClients.cli,
        device_code: deviceCode,
      },
      data: tokensSchema,
      signal,
    });
  } catch (error) {
    if (error instanceof ApiError && mayGoOn(error)) return error;
    throw error;
  }
}

function mayGoOn({ code, details }: ApiError): boolean {
  return details.error === 'authorization_pending' || details.error === 'slow_down' || passing.has(code);
}

/** Five seconds more when the API says so, and twice as long when it cannot be reached (RFC 8628, section 3.5). */
function nextInterval(interval: number, { code, details }: ApiError): number {
  if (details.error === 'slow_down') return interval + slowDownSeconds;
  return passing.has(code) ? Math.min(interval * 2, Math.max(interval, longestIntervalSeconds)) : interval;
}

async function pauseFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal });
}
