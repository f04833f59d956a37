import type { Acknowledgement, OutgoingMessage } from './message.js';

/** A message whose acknowledgement somebody waits for. */
export interface PendingMessage {
  readonly id: number;
  readonly message: OutgoingMessage;
  /** Milliseconds since the epoch after which waiting for it ends. */
  readonly deadline: number;
  readonly acknowledged: Promise<Acknowledgement>;
  readonly resolve: (acknowledgement: Acknowledgement) => void;
  readonly reject: (error: Error) => void;
}

/** A pending message whose promise may be left unobserved without bringing the process down. */
export function pendingMessage(id: number, message: OutgoingMessage, deadline: number): PendingMessage {
  let resolve: PendingMessage['resolve'] = () => undefined;
  let reject: PendingMessage['reject'] = () => undefined;
  const acknowledged = new Promise<Acknowledgement>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  acknowledged.catch(() => undefined);
  return { id, message, deadline, acknowledged, resolve, reject };
}
