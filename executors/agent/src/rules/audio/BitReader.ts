import { damaged } from './MonoAudio.js';

/** Reads a file bit by bit, most significant first. Throws AUDIO_UNREADABLE at its end. */
export class BitReader {
  readonly #bytes: Uint8Array;
  /** In bits. */
  #at: number;

  constructor(bytes: Uint8Array, byteOffset: number) {
    this.#bytes = bytes;
    this.#at = byteOffset * 8;
  }

  /** Whether a whole byte is left. */
  get more(): boolean {
    return this.#at + 8 <= this.#bytes.length * 8;
  }

  /** An unsigned number of 0 to 32 bits. */
  unsigned(bits: number): number {
    let value = 0;
    for (let left = bits; left > 0;) {
      const inByte = 8 - (this.#at % 8);
      const taken = Math.min(inByte, left);
      const byte = this.#byteAt(this.#at >>> 3);
      value = value * 2 ** taken + ((byte >>> (inByte - taken)) & (2 ** taken - 1));
      this.#at += taken;
      left -= taken;
    }
    return value;
  }

  /** A number of 0 to 32 bits in two's complement. */
  signed(bits: number): number {
    const value = this.unsigned(bits);
    return bits > 0 && value >= 2 ** (bits - 1) ? value - 2 ** bits : value;
  }

  /** How many zeros come before the next one; takes the one, too. */
  unary(): number {
    let zeros = 0;
    for (;;) {
      const inByte = 8 - (this.#at % 8);
      const rest = this.#byteAt(this.#at >>> 3) & (2 ** inByte - 1);
      if (rest !== 0) {
        const leading = Math.clz32(rest) - (32 - inByte);
        this.#at += leading + 1;
        return zeros + leading;
      }
      zeros += inByte;
      this.#at += inByte;
    }
  }

  /** Goes on to where the next byte begins. */
  align(): void {
    this.#at = Math.ceil(this.#at / 8) * 8;
  }

  skipBits(count: number): void {
    this.#at += count;
  }

  skipBytes(count: number): void {
    this.#at += count * 8;
  }

  #byteAt(index: number): number {
    const byte = this.#bytes[index];
    if (byte === undefined) throw damaged('it ends in the middle');
    return byte;
  }
}
