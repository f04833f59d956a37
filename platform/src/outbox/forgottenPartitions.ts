/** How far a partition had come when its messages were last acknowledged. */
export interface PartitionPosition {
  readonly topic: string;
  readonly partition: number;
  /** The offset after the last acknowledged message. */
  readonly nextOffset: number;
}

/**
 * The partitions whose broker has lost acknowledged messages: their log now ends before where it once was.
 * `ends` answers the log's end, or undefined when it is not known.
 */
export function forgottenPartitions(
  positions: readonly PartitionPosition[],
  ends: (topic: string, partition: number) => number | undefined,
): readonly PartitionPosition[] {
  return positions.filter(({ topic, partition, nextOffset }) => {
    const end = ends(topic, partition);
    return end !== undefined && end < nextOffset;
  });
}
