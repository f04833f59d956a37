import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  admit,
  closedCircuit,
  settle,
  type CallOutcome,
  type Circuit,
  type CircuitSettings,
} from '../../../../src/engine/transport/rules/circuit.js';

const settings: CircuitSettings = {
  failuresInARow: 3,
  failureRate: 0.5,
  windowMs: 1_000,
  fewestCalls: 6,
  openMs: 100,
  probes: 2,
};

/** One call after the other, each settled at once. */
function after(outcomes: readonly CallOutcome[], from = closedCircuit(0), now = 0): Circuit {
  let circuit = from;
  for (const outcome of outcomes) {
    const admission = admit(circuit, settings, now);
    circuit = admission.circuit;
    if (admission.isAdmitted) circuit = settle(circuit, settings, { epoch: circuit.epoch, outcome, now });
  }
  return circuit;
}

const repeat = (count: number, ...outcomes: readonly CallOutcome[]) =>
  Array.from({ length: count }, () => outcomes).flat();
const opened = after(repeat(3, 'failure'));

interface Played {
  circuit: Circuit;
  now: number;
  /** Epochs in which the calls under way were admitted. */
  readonly underWay: number[];
}

function begin(played: Played): void {
  const { circuit, now } = played;
  const admission = admit(circuit, settings, now);
  if (circuit.state === 'open') expect(admission.isAdmitted).toBe(now >= circuit.until);
  if (circuit.state === 'closed') expect(admission.isAdmitted).toBe(true);
  played.circuit = admission.circuit;
  if (admission.isAdmitted) played.underWay.push(admission.circuit.epoch);
}

function end(
  played: Played,
  { which, outcome }: { readonly which: number; readonly outcome: CallOutcome },
): void {
  const { circuit: before, underWay, now } = played;
  const [epoch] = underWay.splice(which % Math.max(1, underWay.length), 1);
  if (epoch === undefined) return;
  const after = settle(before, settings, { epoch, outcome, now });
  if (epoch !== before.epoch) expect(after).toBe(before);
  expect(after.epoch - before.epoch).toBe(after.state === before.state ? 0 : 1);
  played.circuit = after;
}

describe('a circuit', () => {
  it.each<[string, CallOutcome[], Circuit['state']]>([
    ['successes', repeat(50, 'success'), 'closed'],
    ['fewer failures in a row than it takes', ['failure', 'failure', 'success'], 'closed'],
    ['as many failures in a row as it takes', ['failure', 'failure', 'failure'], 'open'],
    ['failures with calls between that were given up', ['failure', 'given-up', 'failure', 'failure'], 'open'],
    ['half of the calls failing, of too few', repeat(2, 'success', 'failure'), 'closed'],
    ['half of the calls failing', repeat(3, 'success', 'failure'), 'open'],
    ['less than half of the calls failing', repeat(20, 'success', 'success', 'failure'), 'closed'],
    ['calls given up', repeat(50, 'given-up'), 'closed'],
  ])('after %2$s: %3$s', (_name, outcomes, state) => {
    expect(after(outcomes).state).toBe(state);
  });

  it('forgets what failed before the window', () => {
    const before = after(repeat(2, 'success', 'failure'));
    expect(after(['success', 'failure'], before, 999).state).toBe('open');
    expect(after(['success', 'failure'], before, 1_000).state).toBe('closed');
  });

  it('lets nobody pass while it is open, then as many as may probe', () => {
    expect(admit(opened, settings, 99).isAdmitted).toBe(false);
    const first = admit(opened, settings, 100);
    const second = admit(first.circuit, settings, 100);
    const third = admit(second.circuit, settings, 100);
    expect([first, second, third].map(({ isAdmitted }) => isAdmitted)).toEqual([true, true, false]);
  });

  it('closes after enough probes have succeeded, and opens again when one fails', () => {
    expect(after(['success'], opened, 100).state).toBe('half-open');
    expect(after(['success', 'success'], opened, 100).state).toBe('closed');
    expect(after(['success', 'failure'], opened, 100)).toMatchObject({ state: 'open', until: 200 });
    expect(after(['given-up', 'given-up', 'given-up', 'success', 'success'], opened, 100).state).toBe(
      'closed',
    );
  });

  it('hears nothing of calls that began before it changed', () => {
    const halfOpen = admit(opened, settings, 100).circuit;
    for (const outcome of ['success', 'failure', 'given-up'] as const)
      for (const circuit of [opened, halfOpen])
        expect(settle(circuit, settings, { epoch: 0, outcome, now: 100 })).toBe(circuit);
  });

  it('admits nobody before its time and no more probes than it may, whatever happens', () => {
    const event = fc.record({
      wait: fc.integer({ min: 0, max: 60 }),
      settles: fc.option(
        fc.record({
          which: fc.nat(),
          outcome: fc.constantFrom<CallOutcome>('success', 'failure', 'given-up'),
        }),
      ),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 200 }), (events) => {
        const played = { circuit: closedCircuit(0), now: 0, underWay: [] as number[] };
        for (const { wait, settles } of events) {
          played.now += wait;
          if (settles === null) begin(played);
          else end(played, settles);
          const { circuit } = played;
          if (circuit.state !== 'half-open') continue;
          expect(played.underWay.filter((epoch) => epoch === circuit.epoch)).toHaveLength(circuit.underWay);
          expect(circuit.underWay + circuit.succeeded).toBeLessThanOrEqual(settings.probes);
        }
      }),
    );
  });

  it('always closes again once its subgraph has recovered', () => {
    const outcome = fc.constantFrom<CallOutcome>('success', 'failure', 'given-up');
    fc.assert(
      fc.property(fc.array(outcome, { maxLength: 60 }), (outcomes) => {
        let circuit = after(outcomes);
        circuit = after(repeat(settings.probes, 'success'), circuit, 10_000);
        expect(circuit.state).toBe('closed');
      }),
    );
  });
});
