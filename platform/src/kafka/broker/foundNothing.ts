import { readUnsignedVarint } from './kafkaRequest.js';

/** The versions of Fetch whose answers are read here: those with tagged fields that name topics by their id. */
const oldest = 13;
const newest = 17;

const responseHeader = 8;
const throttleErrorAndSession = 10;
const topicId = 16;
const partitionAndError = 6;
const errorAt = 4;
const offsets = 24;
const abortedTransaction = 16;
const preferredReplica = 4;

/**
 * Whether the answer to a Fetch holds neither messages nor errors (https://kafka.apache.org/protocol#The_Messages_Fetch).
 * False as well when it is of a version not known here. `frame` is a whole frame, its length included.
 */
export function foundNothing(frame: Buffer, apiVersion: number): boolean {
  if (apiVersion < oldest || apiVersion > newest) return false;
  const answer = new Cursor(frame);
  answer.skip(responseHeader);
  answer.skipTags();
  answer.skip(throttleErrorAndSession);
  for (let topics = answer.count(); topics > 0; topics -= 1) {
    answer.skip(topicId);
    for (let partitions = answer.count(); partitions > 0; partitions -= 1) {
      if (answer.int16(errorAt) !== 0) return false;
      answer.skip(partitionAndError + offsets);
      for (let aborted = answer.count(); aborted > 0; aborted -= 1) {
        answer.skip(abortedTransaction);
        answer.skipTags();
      }
      answer.skip(preferredReplica);
      if (answer.count() > 0) return false;
      answer.skipTags();
    }
    answer.skipTags();
  }
  return true;
}

/** A place in a frame that moves on. */
class Cursor {
  #at = 0;

  constructor(private readonly frame: Buffer) {}

  skip(bytes: number): void {
    this.#at += bytes;
  }

  int16(ahead: number): number {
    return this.frame.readInt16BE(this.#at + ahead);
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
