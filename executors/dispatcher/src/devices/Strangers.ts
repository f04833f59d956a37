import type { Duplex } from 'node:stream';

/**
 * Connections whose peers have not proved who they are. Where there are too many, the one that has taken longest goes: a
 * device needs milliseconds, so whoever opens connections and says nothing crowds out others of their kind first.
 */
export class Strangers {
  readonly #sockets = new Set<Duplex>();
  readonly #forget: (this: Duplex) => void;

  constructor(private readonly most: number) {
    const sockets = this.#sockets;
    // One function for all of them, however many there are.
    this.#forget = function () {
      sockets.delete(this);
    };
  }

  /** Takes note of a connection that was opened. */
  add(socket: Duplex): void {
    this.#sockets.add(socket);
    socket.once('close', this.#forget);
    const [oldest] = this.#sockets;
    if (this.#sockets.size > this.most) oldest?.destroy();
  }

  /** The peer is no stranger any more. */
  remove(socket: Duplex): void {
    this.#sockets.delete(socket);
    socket.off('close', this.#forget);
  }
}
