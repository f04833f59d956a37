import {
  admit,
  closedCircuit,
  settle,
  type CallOutcome,
  type Circuit,
  type CircuitSettings,
} from './rules/circuit.js';

export interface CircuitChange {
  readonly from: Circuit['state'];
  readonly to: Circuit['state'];
}

export interface CircuitBreakerSettings extends CircuitSettings {
  readonly onStateChange?: ((change: CircuitChange) => void) | undefined;
  /** A steady clock, ms. */
  readonly now: () => number;
}

/** Keeps the circuit of one subgraph, and tells when its state changes. */
export class CircuitBreaker {
  readonly #settings: CircuitBreakerSettings;
  #circuit: Circuit;

  constructor(settings: CircuitBreakerSettings) {
    this.#settings = settings;
    this.#circuit = closedCircuit(settings.now());
  }

  get state(): Circuit['state'] {
    return this.#circuit.state;
  }

  /** Takes a call in, and answers how to tell its outcome, once; undefined when no call may be made now. */
  enter(): ((outcome: CallOutcome) => void) | undefined {
    const { isAdmitted, circuit } = admit(this.#circuit, this.#settings, this.#settings.now());
    this.#become(circuit);
    if (!isAdmitted) return undefined;
    const { epoch } = circuit;
    let isSettled = false;
    return (outcome) => {
      if (isSettled) return;
      isSettled = true;
      this.#become(settle(this.#circuit, this.#settings, { epoch, outcome, now: this.#settings.now() }));
    };
  }

  /** Whether what lasts may begin now: it is no probe, since nobody knows when it would succeed. */
  letsPass(): boolean {
    return this.#circuit.state !== 'open' || this.#settings.now() >= this.#circuit.until;
  }

  #become(circuit: Circuit): void {
    const from = this.#circuit.state;
    this.#circuit = circuit;
    if (circuit.state !== from) this.#settings.onStateChange?.({ from, to: circuit.state });
  }
}
