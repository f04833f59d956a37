/** When a circuit opens, and how it closes again. */
export interface CircuitSettings {
  /** Failures one after the other that open it. */
  readonly failuresInARow: number;
  /** Share of failures within a window that opens it, 0 to 1. */
  readonly failureRate: number;
  /** Length of a window, ms. */
  readonly windowMs: number;
  /** Fewest calls of a window whose share says anything. */
  readonly fewestCalls: number;
  /** How long it stays open before anybody may try again, ms. */
  readonly openMs: number;
  /** Calls that may try at once, and successes that close it. */
  readonly probes: number;
}

/**
 * A circuit is a value; time is handed in, in ms of any steady clock. `epoch` counts its changes of state, so that what
 * began in an earlier one says nothing about the one it ends in.
 */
export type Circuit =
  | {
      readonly state: 'closed';
      readonly epoch: number;
      readonly inARow: number;
      readonly windowStart: number;
      readonly calls: number;
      readonly failures: number;
    }
  | { readonly state: 'open'; readonly epoch: number; readonly until: number }
  | {
      readonly state: 'half-open';
      readonly epoch: number;
      readonly underWay: number;
      readonly succeeded: number;
    };

/** `given-up` calls were ended by their client and say nothing about the subgraph. */
export type CallOutcome = 'success' | 'failure' | 'given-up';

export function closedCircuit(now: number, epoch = 0): Circuit {
  return { state: 'closed', epoch, inARow: 0, windowStart: now, calls: 0, failures: 0 };
}

/** Whether a call may be made now. A call that was admitted is settled with the epoch of the circuit that admitted it. */
export function admit(
  circuit: Circuit,
  { probes }: CircuitSettings,
  now: number,
): { readonly isAdmitted: boolean; readonly circuit: Circuit } {
  switch (circuit.state) {
    case 'closed':
      return { isAdmitted: true, circuit };
    case 'open':
      if (now < circuit.until) return { isAdmitted: false, circuit };
      return {
        isAdmitted: true,
        circuit: { state: 'half-open', epoch: circuit.epoch + 1, underWay: 1, succeeded: 0 },
      };
    case 'half-open': {
      const { underWay, succeeded } = circuit;
      if (underWay + succeeded >= probes) return { isAdmitted: false, circuit };
      return { isAdmitted: true, circuit: { ...circuit, underWay: underWay + 1 } };
    }
  }
}

export interface Settlement {
  /** Epoch of the circuit that admitted the call. */
  readonly epoch: number;
  readonly outcome: CallOutcome;
  readonly now: number;
}

/** The circuit after an admitted call has ended. */
export function settle(circuit: Circuit, settings: CircuitSettings, settlement: Settlement): Circuit {
  if (settlement.epoch !== circuit.epoch) return circuit;
  switch (circuit.state) {
    case 'closed':
      return settleClosed(circuit, settings, settlement);
    case 'open':
      return circuit;
    case 'half-open':
      return settleProbe(circuit, settings, settlement);
  }
}

function settleClosed(
  circuit: Extract<Circuit, { state: 'closed' }>,
  settings: CircuitSettings,
  { outcome, now }: Settlement,
): Circuit {
  if (outcome === 'given-up') return circuit;
  const isOver = now - circuit.windowStart >= settings.windowMs;
  const failed = outcome === 'failure' ? 1 : 0;
  const next: Circuit = {
    state: 'closed',
    epoch: circuit.epoch,
    inARow: failed === 1 ? circuit.inARow + 1 : 0,
    windowStart: isOver ? now : circuit.windowStart,
    calls: isOver ? 1 : circuit.calls + 1,
    failures: isOver ? failed : circuit.failures + failed,
  };
  return failed === 1 && isTooMuch(next, settings) ? opened(circuit, settings, now) : next;
}

function isTooMuch(
  { inARow, calls, failures }: Extract<Circuit, { state: 'closed' }>,
  { failuresInARow, failureRate, fewestCalls }: CircuitSettings,
): boolean {
  return inARow >= failuresInARow || (calls >= fewestCalls && failures / calls >= failureRate);
}

function settleProbe(
  circuit: Extract<Circuit, { state: 'half-open' }>,
  settings: CircuitSettings,
  { outcome, now }: Settlement,
): Circuit {
  if (outcome === 'failure') return opened(circuit, settings, now);
  const succeeded = circuit.succeeded + (outcome === 'success' ? 1 : 0);
  if (succeeded >= settings.probes) return closedCircuit(now, circuit.epoch + 1);
  return { ...circuit, succeeded, underWay: circuit.underWay - 1 };
}

function opened({ epoch }: Circuit, { openMs }: CircuitSettings, now: number): Circuit {
  return { state: 'open', epoch: epoch + 1, until: now + openMs };
}
