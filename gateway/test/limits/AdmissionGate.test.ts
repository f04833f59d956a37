import { describe, expect, it } from 'vitest';
import { errors } from '../../src/errors.js';
import { AdmissionGate } from '../../src/limits/AdmissionGate.js';

const gateOf = (perPrincipal: number, overall: number) =>
  new AdmissionGate({ perPrincipal, overall, refusal: errors.TOO_MANY_REQUESTS });

describe('AdmissionGate', () => {
  it('refuses what is over the bound of one principal, and nobody else', () => {
    const gate = gateOf(2, 10);
    gate.enter('ada');
    gate.enter('ada');
    expect(() => gate.enter('ada')).toThrow(errors.TOO_MANY_REQUESTS({ most: 2 }));
    expect(() => gate.enter('bob')).not.toThrow();
  });

  it('refuses what is over the bound of all', () => {
    const gate = gateOf(2, 3);
    for (const name of ['ada', 'ada', 'bob']) gate.enter(name);
    expect(() => gate.enter('eve')).toThrow(errors.TOO_MANY_REQUESTS({ most: 3 }));
  });

  it('lets the next one in when one leaves, however often it leaves', () => {
    const gate = gateOf(2, 2);
    const leave = gate.enter('ada');
    gate.enter('ada');
    leave();
    leave();
    gate.enter('ada');
    expect(() => gate.enter('ada')).toThrow();
  });

  it('forgets principals with nothing going on', () => {
    const gate = gateOf(2, 10);
    const leaves = ['ada', 'ada', 'bob'].map((name) => gate.enter(name));
    expect(gate.principals).toBe(2);
    for (const leave of leaves) leave();
    expect(gate.principals).toBe(0);
  });
});
