const lengthBytes = 4;

/**
 * Cuts a TCP stream into Kafka frames: a length (int32, big endian) and as many bytes.
 * Frames come out whole, length included, however the stream was cut.
 */
export class FrameSplitter {
  #chunks: Buffer[] = [];
  #buffered = 0;

  /** @param maxBytes a longer frame is refused, so that nobody makes us hold more */
  constructor(private readonly maxBytes: number) {}

  /**
   * Adds what arrived and returns the frames it completes, oldest first.
   * @throws RangeError when a frame is longer than allowed or its length is negative: the stream is lost then.
   */
  push(chunk: Buffer): readonly Buffer[] {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    const frames: Buffer[] = [];
    for (let length = this.#frameLength(); this.#buffered >= length; length = this.#frameLength()) {
      const whole = this.#joined();
      frames.push(whole.subarray(0, length));
      this.#chunks = whole.length > length ? [whole.subarray(length)] : [];
      this.#buffered -= length;
    }
    return frames;
  }

  /** Bytes of the frame in front, its length included; infinite while that is not known. */
  #frameLength(): number {
    if (this.#buffered < lengthBytes) return Infinity;
    const first = this.#chunks[0];
    const head = first && first.length >= lengthBytes ? first : this.#joined();
    const length = head.readInt32BE(0);
    if (length < 0 || length > this.maxBytes)
      throw new RangeError(`A frame of ${length} bytes is not allowed`);
    return length + lengthBytes;
  }

  #joined(): Buffer {
    const [first] = this.#chunks;
    const whole = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks);
    this.#chunks = [whole];
    return whole;
  }
}
