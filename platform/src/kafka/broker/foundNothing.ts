import { FrameCursor } from './FrameCursor.js';

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
  const answer = new FrameCursor(frame, responseHeader);
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
