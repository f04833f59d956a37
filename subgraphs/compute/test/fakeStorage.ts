import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { blobPath, verifyCapability } from '@ai-collective/contracts';

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
      const blob = this.#blobs.get(url.pathname);
      const status = this.brokenWith ?? (isAllowed(url) ? (blob === undefined ? 404 : 200) : 403);
      const body = status === 200 ? blob : undefined;
      response.writeHead(status, { 'content-length': body?.length ?? 0 });
      response.end(request.method === 'GET' ? body : undefined);
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
    this.#blobs.set(blobPath(community, cid), bytes);
    return cid;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function isAllowed(url: URL): boolean {
  const verdict = verifyCapability(
    capabilitySecret,
    url.searchParams.get('capability') ?? '',
    Date.now() / 1000,
  );
  if (!verdict.ok || verdict.capability.action !== 'read') return false;
  return blobPath(verdict.capability.community, verdict.capability.cid ?? '') === url.pathname;
}
