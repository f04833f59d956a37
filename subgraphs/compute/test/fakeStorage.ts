import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifyCapability } from '@ai-collective/contracts';

export const capabilitySecret = 'a secret of tests, at least 32 characters';

/** A small blob store over HTTP that checks capabilities as the real one does, and keeps everything in memory. */
export class FakeStorage {
  readonly #blobs = new Map<string, Buffer>();
  readonly #server: Server;
  /** Set to answer every request with this status. */
  brokenWith: number | undefined;
  readonly requests: string[] = [];

  private constructor() {
    this.#server = createServer((request, response) => {
      const url = new URL(request.url ?? '', 'http://storage');
      this.requests.push(`${request.method ?? ''} ${url.pathname}`);
      const [, , community, cid] = url.pathname.split('/');
      const verdict = verifyCapability(capabilitySecret, url.searchParams.get('capability') ?? '', Date.now() / 1000);
      const allowed =
        verdict.ok && verdict.capability.action === 'read' && verdict.capability.community === community && verdict.capability.cid === cid;
      const blob = this.#blobs.get(`${community ?? ''}/${cid ?? ''}`);
      const status = this.brokenWith ?? (allowed ? (blob === undefined ? 404 : 200) : 403);
      response.writeHead(status, { 'content-length': status === 200 ? (blob?.length ?? 0) : 0 });
      response.end(status === 200 && request.method === 'GET' ? blob : undefined);
    });
  }

  static async start(): Promise<FakeStorage> {
    const storage = new FakeStorage();
    await new Promise<void>((resolve) => storage.#server.listen(0, '127.0.0.1', resolve));
    return storage;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Puts a blob into a community and answers its identifier. */
  put(community: string, content: Buffer | string): string {
    const bytes = Buffer.from(content);
    const cid = `bafk${createHash('sha256').update(bytes).digest('hex')}`;
    this.#blobs.set(`${community}/${cid}`, bytes);
    return cid;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
