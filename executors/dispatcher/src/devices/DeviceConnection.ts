import type { DispatcherFrame } from '@ai-collective/contracts';

/** An authenticated way to a device. */
export interface DeviceConnection {
  /** Smoothed round-trip time in milliseconds; null before the first answer. */
  readonly roundTripMs: number | null;
  /** Sends a frame; to a connection that is closing, nothing. */
  send(frame: DispatcherFrame): void;
  /** Says why, and closes; a peer that does not answer is cut off. */
  close(code: number, reason: string): void;
  /** Whether so much is waiting to be sent that it should get no more work. */
  isCongested(): boolean;
}
