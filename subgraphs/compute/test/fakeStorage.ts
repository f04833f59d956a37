import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { blobPath, uploadPath, verifyCapability } from '@ai-collective/contracts';

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
      if (request.method === 'PUT') return void this.#receive(url, { request, response });
      const blob = this.#blobs.get(url.pathname);
      const status = this.brokenWith ?? (isAllowed(url) ? (blob === undefined ? 404 : 200) : 403);
      const body = status === 200 ? blob : undefined;
      response.writeHead(status, { 'content-length': body?.length ?? 0 });
      response.end(request.method === 'GET' ? body : undefined);
    });
  }

  async #receive(
    url: URL,
    { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
  ): Promise<void> {
    const content = await buffer(request).catch(() => undefined);
    const now = Date.now() / 1000;
    const verdict = verifyCapability(capabilitySecret, url.searchParams.get('capability') ?? '', now);
    if (content === undefined) return;
    const allowed = verdict.ok && verdict.capability.action === 'write' && url.pathname === uploadPath;
    const fits = verdict.ok && content.length <= verdict.capability.maxBytes;
    const status = this.brokenWith ?? (allowed ? (fits ? 201 : 413) : 403);
    const stored = status === 201 && verdict.ok ? this.put(verdict.capability.community, content) : null;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ cid: stored, bytes: content.length }));
  }

  /** A blob of a community as text. */
  textOf(community: string, cid: string): string | undefined {
    return this.#blobs.get(blobPath(community, cid))?.toString('utf8');
  }

  delete(community: string, cid: string): void {
    this.#blobs.delete(blobPath(community, cid));
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
