import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

type Fields = Readonly<Record<string, string>>;

/** What is answered to a poll: a refusal by its name, the joined device, or nothing at all. */
export type PollAnswer = string | { readonly device: string; readonly dispatcherUrl?: string } | null;

export interface FakeGateway {
  readonly url: string;
  /** Requests to be let in, as they came. */
  readonly requests: Fields[];
  readonly polls: Fields[];
  /** Devices that leave, as they said it. */
  readonly leavings: Fields[];
  /** What those that leave are refused with. */
  refusal: string | null;
  /** What the next polls are answered; afterwards they wait. */
  readonly answers: PollAnswer[];
  /** What requests to be let in are answered besides what is usual. */
  readonly offered: Record<string, unknown>;
}

/** The gateway's doors for machines that join and leave. The n-th request gets the device code `code-n`. */
export async function startFakeGateway(...answers: PollAnswer[]): Promise<FakeGateway> {
  const gateway: Omit<FakeGateway, 'url'> = {
    ...{ requests: [], polls: [], leavings: [], answers, offered: {}, refusal: null },
  };
  const { requests, polls, leavings, offered } = gateway;
  const server = createServer((request, response) => {
    void (async () => {
      const text = Buffer.concat(await request.toArray()).toString();
      const fields = Object.fromEntries(new URLSearchParams(text));
      if (request.url === '/auth/revoke') {
        leavings.push(fields);
        const { refusal } = gateway;
        response.statusCode = refusal === null ? 200 : 400;
        return response.end(JSON.stringify(refusal === null ? {} : pollBody(refusal)));
      }
      const isPoll = request.url === '/auth/token';
      (isPoll ? polls : requests).push(fields);
      const answer = isPoll ? (answers.length > 0 ? answers.shift() : 'authorization_pending') : undefined;
      if (answer === null) return response.destroy();
      const body = isPoll ? pollBody(answer ?? '') : { ...requestBody(requests.length), ...offered };
      response.statusCode = 'error' in body ? 400 : 200;
      return response.end(JSON.stringify(body));
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(gateway, { url });
}

function requestBody(number: number) {
  return {
    device_code: `code-${number}`,
    user_code: `BCDF-GHJ${'KLMN'.charAt(number)}`,
    verification_uri: 'https://collective.example/device',
    verification_uri_complete: 'https://collective.example/device?code=BCDF-GHJK',
    expires_in: 600,
    interval: 5,
  };
}

function pollBody(answer: Exclude<PollAnswer, null>): object {
  if (typeof answer === 'string') return { error: answer, error_description: answer, code: 'CODE' };
  const { device, dispatcherUrl } = answer;
  return {
    device_id: device,
    fleet_id: 'flt_1',
    community_id: 'com_1',
    ...(dispatcherUrl !== undefined && { dispatcher_url: dispatcherUrl }),
  };
}
