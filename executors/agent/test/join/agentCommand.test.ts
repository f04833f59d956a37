import { describe, expect, it } from 'vitest';
import { agentCommand } from '../../src/join/agentCommand.js';

const wish = {
  gatewayUrl: 'https://collective.example',
  fleetId: null,
  name: null,
  dispatcherUrl: null,
  again: false,
};

describe('agentCommand', () => {
  it('starts the agent when nothing is said', () => {
    expect(agentCommand([])).toEqual({ kind: 'start' });
  });

  it.each([[['help']], [['--help']], [['join', '--help']], [['leave', '--help']]])(
    'explains itself on %j',
    (words) => {
      expect(agentCommand(words)).toEqual({ kind: 'help' });
    },
  );

  it.each([
    'https://collective.example',
    'https://collective.example/',
    'https://collective.example/graphql',
    'https://collective.example/graphql/',
  ])('finds the gateway of %s', (address) => {
    expect(agentCommand(['join', address])).toEqual({ kind: 'join', wish });
  });

  it('takes every option, before and after the address', () => {
    const words = ['join', '--fleet', 'flt_1', 'http://h:4000/aic', '--name=shed', '--again'];
    expect(agentCommand([...words, '--dispatcher', 'wss://d'])).toEqual({
      kind: 'join',
      wish: {
        gatewayUrl: 'http://h:4000/aic',
        fleetId: 'flt_1',
        name: 'shed',
        dispatcherUrl: 'wss://d',
        again: true,
      },
    });
  });

  it.each([
    [[], { gatewayUrl: null, local: false }, false],
    [['--yes', '--gateway', 'https://h/graphql'], { gatewayUrl: 'https://h', local: false }, true],
    [['--local'], { gatewayUrl: null, local: true }, false],
  ])('leaves as %j say', (words, terms, sure) => {
    expect(agentCommand(['leave', ...words])).toEqual({ kind: 'leave', wish: { terms, sure } });
  });

  it.each([
    [['leave', 'flt_1']],
    [['leave', '--again']],
    [['leave', '--gateway', 'h']],
    [['join', 'http://a', '--yes']],
    [['frobnicate']],
    [['--again']],
    [['join']],
    [['join', 'collective.example']],
    [['join', 'ftp://h']],
    [['join', 'http://a', 'http://b']],
    [['join', 'http://a', '--dispatcher', 'http://d']],
    [['join', 'http://a', '--fleet']],
    [['join', 'http://a', '--key', 'x']],
  ])('does not guess what %j means', (words) => {
    expect(agentCommand(words)).toMatchObject({ kind: 'unclear' });
  });
});
