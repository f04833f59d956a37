/** A message to write. Messages of one topic and key keep their order. */
export interface OutgoingMessage {
  readonly topic: string;
  readonly key: string;
  readonly value: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Where a written message came to lie, once every in-sync replica has it. */
export interface Acknowledgement {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** A message as read. `timestamp` is in milliseconds since the epoch; a message without a key has the key `''`. */
export interface IncomingMessage {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  readonly timestamp: number;
}

/** One partition of a topic. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** The next offset a group wants to read of a partition: everything below it is done with. */
export interface NextOffset extends TopicPartition {
  readonly offset: number;
}
