import {
  asleepHeartbeatMilliseconds,
  type DeviceCapabilities,
  type DispatcherFrame,
  type DoneResult,
  heartbeatMilliseconds,
} from '@ai-collective/contracts';
import type { AttemptBook } from '../leases/AttemptBook.js';
import { backOff, type BackOffLimits } from '../rules/backOff.js';
import { doneBatches } from '../rules/doneBatches.js';
import { freePlaces } from '../rules/freePlaces.js';
import { reconnectDecision } from '../rules/reconnectDecision.js';
import { type ConnectionOptions, DispatcherConnection } from './DispatcherConnection.js';

export interface ClientOptions extends ConnectionOptions {
  readonly book: AttemptBook;
  /** Leases the device may hold at a time. */
  readonly places: number;
  readonly capabilities: () => DeviceCapabilities;
  /** Why no work is taken, in words; null when it is. */
  readonly paused: () => string | null;
  /** Whether the device sleeps: it need not be heard of as often. */
  readonly asleep: () => boolean;
  readonly reconnect: BackOffLimits;
}

/** How the device stands with its dispatcher; `refused` is final. */
export type LinkState =
  | { readonly state: 'connecting' | 'connected' | 'stopped' }
  | { readonly state: 'refused'; readonly reason: string };

/** Results the dispatcher has not settled by then are sent again; it may have lost them. */
const resendEveryMs = 15_000;

/** Keeps the device connected: announces it, takes leases into the book, and delivers what the book reports. */
export class DispatcherClient {
  readonly #options: ClientOptions;
  readonly #resend: NodeJS.Timeout;
  #beat: NodeJS.Timeout | undefined;
  #connection: DispatcherConnection | null = null;
  #retry: NodeJS.Timeout | undefined;
  #link: LinkState = { state: 'connecting' };
  #failures = 0;
  #trustedAt = Date.now();
  #credit = -1;
  #newestAgentVersion: string | null = null;
  #outgoing: DoneResult[] = [];
  #flush: NodeJS.Immediate | null = null;

  constructor(options: ClientOptions) {
    this.#options = options;
    options.book.listen({
      onDone: (result) => {
        this.#outgoing.push(result);
        this.#flushSoon();
      },
      onChange: () => this.#flushSoon(),
    });
    this.#resend = setInterval(() => this.#deliver(options.book.unsettled), resendEveryMs);
    this.#heartbeat();
    this.#connect();
  }

  get link(): LinkState {
    return this.#link;
  }

  /** The newest version of the agent, as far as the dispatcher has told. */
  get newestAgentVersion(): string | null {
    return this.#newestAgentVersion;
  }

  /** Tells the dispatcher at once that the owner's consent has changed, or that the device is awake again. */
  consentChanged(): void {
    this.#heartbeat();
    this.#flushSoon();
  }

  /** Tells the dispatcher at once what the device offers by now. */
  capabilitiesChanged(): void {
    if (this.#connection?.welcomed === true) this.#announce(this.#connection);
  }

  /** Disconnects for good. */
  stop(): void {
    this.#link = { state: 'stopped' };
    clearInterval(this.#resend);
    clearTimeout(this.#beat);
    clearTimeout(this.#retry);
    if (this.#flush !== null) clearImmediate(this.#flush);
    this.#connection?.close();
  }

  #connect(): void {
    const connection = new DispatcherConnection(this.#options, {
      onWelcome: (frame) => this.#onWelcome(frame),
      onFrame: (frame) => {
        switch (frame.type) {
          case 'lease':
            // The dispatcher has taken these off the credit it knows; ours must be told anew.
            this.#credit = -1;
            this.#options.book.accept(frame.leases);
            return;
          case 'cancel':
            this.#options.book.cancel(frame.attemptIds);
            return;
          case 'settled':
            this.#options.book.settle(frame.attemptIds);
            return;
        }
      },
      onClose: (code) => this.#onClose(code),
    });
    this.#connection = connection;
  }

  #onWelcome({ newestAgentVersion }: Extract<DispatcherFrame, { type: 'welcome' }>): void {
    this.#newestAgentVersion = newestAgentVersion ?? null;
    const { book, log } = this.#options;
    log.info('connected to the dispatcher');
    this.#link = { state: 'connected' };
    this.#failures = 0;
    if (this.#connection !== null) this.#announce(this.#connection);
    this.#outgoing = [];
    this.#deliver(book.unsettled);
    this.#heartbeat();
  }

  /** The credit is told anew after it: it leaves out what is said to be running. */
  #announce(connection: DispatcherConnection): void {
    const { book, capabilities } = this.#options;
    const running = book.held.map(({ lease }) => ({ attemptId: lease.attemptId, taskId: lease.taskId }));
    connection.send({ type: 'capabilities', capabilities: capabilities(), running });
    this.#credit = -1;
    this.#flushSoon();
  }

  #onClose(code: number): void {
    this.#connection = null;
    if (this.#link.state === 'stopped') return;
    if (this.#link.state === 'connected') this.#trustedAt = Date.now();
    const sinceTrustedMs = Date.now() - this.#trustedAt;
    const decision = reconnectDecision({ code, sinceTrustedMs });
    if (decision.action === 'stop') {
      this.#link = { state: 'refused', reason: decision.reason };
      this.#options.log.error({ code, reason: decision.reason }, 'not connecting again');
      return;
    }
    this.#link = { state: 'connecting' };
    const pauseMs = backOff(this.#failures++, this.#options.reconnect, Math.random());
    this.#options.log.info({ code, pauseMs }, 'disconnected from the dispatcher');
    this.#retry = setTimeout(() => this.#connect(), pauseMs);
  }

  #heartbeat(): void {
    const running = this.#options.book.held.map(({ lease }) => lease.attemptId);
    this.#connection?.send({ type: 'heartbeat', running, paused: this.#options.paused() });
    clearTimeout(this.#beat);
    if (this.#link.state === 'stopped') return;
    const pauseMs = this.#options.asleep() ? asleepHeartbeatMilliseconds : heartbeatMilliseconds;
    this.#beat = setTimeout(() => this.#heartbeat(), pauseMs);
    // What may be held depends on what has run of late.
    this.#sendCredit();
  }

  /** Results and credit go out together once this turn of the event loop is over: fewer, fuller frames. */
  #flushSoon(): void {
    this.#flush ??= setImmediate(() => {
      this.#flush = null;
      const results = this.#outgoing;
      this.#outgoing = [];
      // Without a connection they stay in the book and are sent on the next welcome.
      this.#deliver(results);
    });
  }

  /** Sends results, and with the last of them what may be leased by now. */
  #deliver(results: readonly DoneResult[]): void {
    const batches = doneBatches(results);
    const last = batches.at(-1);
    if (last === undefined) {
      this.#sendCredit();
      return;
    }
    for (const batch of batches.slice(0, -1)) this.#connection?.send({ type: 'done', results: batch });
    const leases = this.#newCredit();
    this.#connection?.send({ type: 'done', results: last, ...(leases !== null && { leases }) });
  }

  #sendCredit(): void {
    const leases = this.#newCredit();
    if (leases !== null) this.#connection?.send({ type: 'credit', leases });
  }

  /** Free places, when the dispatcher is to be told; null when it knows or nobody can tell it. */
  #newCredit(): number | null {
    const { book, paused, places } = this.#options;
    if (this.#connection?.welcomed !== true) return null;
    const leases = freePlaces({
      closed: paused() !== null,
      places,
      held: book.placesInUse,
      unsettled: book.unsettled.length,
    });
    if (leases === this.#credit) return null;
    this.#credit = leases;
    return leases;
  }
}
