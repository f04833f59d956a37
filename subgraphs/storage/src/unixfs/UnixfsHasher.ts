import { createHash } from 'node:crypto';
import { chunkBytes } from './chunkBytes.js';
import { unixfsRoot } from './unixfsRoot.js';

/** What is known of a file once all of it was seen. */
export interface UnixfsSummary {
  readonly cid: string;
  readonly bytes: number;
  /** SHA-256 digests of the 1 MiB leaves, one after another. */
  readonly leafDigests: Buffer;
}

/** Computes the CID of a file that arrives in pieces. Holds 32 bytes a MiB, never the content. */
export class UnixfsHasher {
  #leaf = createHash('sha256');
  #leafFilled = 0;
  #bytes = 0;
  readonly #digests: Buffer[] = [];

  /** Bytes seen so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Takes the next piece, of any size. */
  update(piece: Uint8Array): void {
    let rest = piece;
    while (rest.length > 0) {
      if (this.#leafFilled === chunkBytes) this.#closeLeaf();
      const part = rest.subarray(0, chunkBytes - this.#leafFilled);
      this.#leaf.update(part);
      this.#leafFilled += part.length;
      rest = rest.subarray(part.length);
    }
    this.#bytes += piece.length;
  }

  /** Ends the file. Must be called once, last. */
  finish(): UnixfsSummary {
    this.#closeLeaf();
    const leafDigests = Buffer.concat(this.#digests);
    return { cid: unixfsRoot(leafDigests, this.#bytes), bytes: this.#bytes, leafDigests };
  }

  #closeLeaf(): void {
    this.#digests.push(this.#leaf.digest());
    this.#leaf = createHash('sha256');
    this.#leafFilled = 0;
  }
}
