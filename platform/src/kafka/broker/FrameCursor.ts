import { readUnsignedVarint } from './kafkaRequest.js';

/** A place in a frame that moves on, over fields as flexible versions write them. */
export class FrameCursor {
  #at: number;

  constructor(
    private readonly frame: Buffer,
    start: number,
  ) {
    this.#at = start;
  }

  skip(bytes: number): void {
    this.#at += bytes;
  }

  int16(ahead: number): number {
    return this.frame.readInt16BE(this.#at + ahead);
  }

  /** The next bytes. */
  take(bytes: number): Buffer {
    this.#at += bytes;
    return this.frame.subarray(this.#at - bytes, this.#at);
  }

  /** The length of an array or of bytes, written plus one; none for null. */
  count(): number {
    return Math.max(0, this.#varint() - 1);
  }

  skipTags(): void {
    for (let tags = this.#varint(); tags > 0; tags -= 1) {
      this.#varint();
      const length = this.#varint();
      this.skip(length);
    }
  }

  #varint(): number {
    const [value, bytes] = readUnsignedVarint(this.frame, this.#at);
    this.#at += bytes;
    return value;
  }
}
