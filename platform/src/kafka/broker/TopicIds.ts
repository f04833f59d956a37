import { FrameCursor } from './FrameCursor.js';
import { bodyOffset } from './kafkaRequest.js';

/** The versions of Metadata that are read here: from the one that is flexible and tells ids. */
const metadataVersions = { oldest: 10, newest: 13 };
/** The flexible versions of Produce that name their topics. */
const produceVersions = { oldest: 9, newest: 12 };

const responseHeader = 8;
const throttle = 4;
const nodeId = 4;
const port = 4;
const controllerId = 4;
const error = 2;
const topicId = 16;
const isInternal = 1;
const partitionHead = 14;
const replicaId = 4;
const authorizedOperations = 4;
const acksAndTimeout = 6;

/** Knows topics' ids, by which newer requests name them, from what the broker says (https://kafka.apache.org/protocol). */
export class TopicIds {
  readonly #ids = new Map<string, Buffer>();

  /** Notes what a Metadata response says. Versions not known here are passed over. */
  learn(response: Buffer, apiVersion: number): void {
    if (apiVersion < metadataVersions.oldest || apiVersion > metadataVersions.newest) return;
    const answer = new FrameCursor(response, responseHeader);
    answer.skipTags();
    answer.skip(throttle);
    for (let brokers = answer.count(); brokers > 0; brokers -= 1) {
      answer.skip(nodeId);
      answer.skip(answer.count());
      answer.skip(port);
      answer.skip(answer.count());
      answer.skipTags();
    }
    answer.skip(answer.count());
    answer.skip(controllerId);
    for (let topics = answer.count(); topics > 0; topics -= 1) this.#learnTopic(answer);
  }

  /** The id of the topic a Produce request writes to; undefined when it is not known, or when there are several. */
  writtenBy(request: Buffer, apiVersion: number): Buffer | undefined {
    if (apiVersion < produceVersions.oldest || apiVersion > produceVersions.newest) return undefined;
    const body = new FrameCursor(request, bodyOffset(request, true));
    body.skip(body.count());
    body.skip(acksAndTimeout);
    if (body.count() !== 1) return undefined;
    return this.#ids.get(body.take(body.count()).toString('utf8'));
  }

  #learnTopic(answer: FrameCursor): void {
    answer.skip(error);
    const name = answer.take(answer.count()).toString('utf8');
    this.#ids.set(name, Buffer.from(answer.take(topicId)));
    answer.skip(isInternal);
    for (let partitions = answer.count(); partitions > 0; partitions -= 1) {
      answer.skip(partitionHead);
      for (let lists = 3; lists > 0; lists -= 1) answer.skip(answer.count() * replicaId);
      answer.skipTags();
    }
    answer.skip(authorizedOperations);
    answer.skipTags();
  }
}
