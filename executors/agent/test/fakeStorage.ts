import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { contentId } from '../src/cache/contentId.js';

export interface FakeStorage {
  readonly url: string;
  /** What `GET /blobs/<cid>` answers with. */
  readonly blobs: Map<string, Uint8Array>;
  /** Paths asked for, in order. */
  readonly requests: string[];
  /** Statuses to answer with first, before serving. */
  readonly failures: number[];
  put(bytes: Uint8Array): Promise<{ cid: string; bytes: number; url: string }>;
}

/** The CID of bytes in memory. */
export async function cidOf(bytes: Uint8Array): Promise<string> {
  return (
    await contentId(
      (async function* () {
        yield await Promise.resolve(bytes);
      })(),
    )
  ).cid;
}

/** Storage's two doors on a free port: GET of blobs, PUT of uploads. */
export async function startFakeStorage(): Promise<FakeStorage> {
  const blobs = new Map<string, Uint8Array>();
  const requests: string[] = [];
  const failures: number[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const path = (request.url ?? '').split('?')[0] ?? '';
      requests.push(`${request.method ?? ''} ${path}`);
      const body = Buffer.concat(await request.toArray());
      const failure = failures.shift();
      if (failure !== undefined) return response.writeHead(failure).end();
      if (request.method === 'PUT') {
        const cid = await cidOf(body);
        blobs.set(cid, body);
        return response.end(JSON.stringify({ cid, bytes: body.length }));
      }
      const blob = blobs.get(path.slice('/blobs/'.length));
      return blob === undefined ? response.writeHead(404).end() : response.end(blob);
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const put = async (bytes: Uint8Array) => {
    const cid = await cidOf(bytes);
    blobs.set(cid, bytes);
    return { cid, bytes: bytes.length, url: `${url}/blobs/${cid}?capability=secret` };
  };
  return { url, blobs, requests, failures, put };
}
