import { describe, expect, test } from 'vitest';
import { TopicIds } from '../../../src/kafka/broker/TopicIds.js';
import { metadataResponse, otherTopicId, produceRequest, topicId } from './frames.js';

const known = new Map([
  ['audit.events', topicId],
  ['compute.results', otherTopicId],
]);

describe('TopicIds', () => {
  test.each([9, 10, 12])(
    'knows what a Produce of version %i writes to from what Metadata said',
    (version) => {
      const ids = new TopicIds();
      ids.learn(metadataResponse(known), 12);
      expect(ids.writtenBy(produceRequest(version, ['audit.events']), version)).toEqual(topicId);
      expect(ids.writtenBy(produceRequest(version, ['compute.results']), version)).toEqual(otherTopicId);
    },
  );

  test('does not know a topic nobody asked for, nor several at once, nor other versions', () => {
    const ids = new TopicIds();
    ids.learn(metadataResponse(known), 12);
    expect(ids.writtenBy(produceRequest(10, ['other']), 10)).toBeUndefined();
    expect(ids.writtenBy(produceRequest(10, ['audit.events', 'compute.results']), 10)).toBeUndefined();
    expect(ids.writtenBy(produceRequest(10, ['audit.events']), 8)).toBeUndefined();
  });

  test('passes over Metadata of versions it does not know', () => {
    const ids = new TopicIds();
    ids.learn(metadataResponse(known), 9);
    expect(ids.writtenBy(produceRequest(10, ['audit.events']), 10)).toBeUndefined();
  });
});
