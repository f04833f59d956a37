import { parseArgs } from 'node:util';
import type { LeaveTerms } from '../leave/leaveFleet.js';
import { gatewayRoot } from './gatewayRoot.js';

/** How a machine wants to join. */
export interface JoinWish {
  /** The gateway's root, without a slash at the end. */
  readonly gatewayUrl: string;
  /** Null: whoever approves chooses. */
  readonly fleetId: string | null;
  readonly name: string | null;
  /** Null: what the gateway says. */
  readonly dispatcherUrl: string | null;
  /** Whether to join anew although the machine has joined. */
  readonly again: boolean;
}

/** How a machine wants to leave. */
export interface LeaveWish {
  readonly terms: LeaveTerms;
  /** Whether nobody needs to be asked first. */
  readonly sure: boolean;
}

/** What the program shall do. */
export type AgentCommand =
  | { readonly kind: 'start' | 'help' }
  | { readonly kind: 'join'; readonly wish: JoinWish }
  | { readonly kind: 'leave'; readonly wish: LeaveWish }
  | { readonly kind: 'unclear'; readonly problem: string };

const help = { help: { type: 'boolean', default: false } } as const;

const joinOptions = {
  fleet: { type: 'string' },
  name: { type: 'string' },
  dispatcher: { type: 'string' },
  again: { type: 'boolean', default: false },
  ...help,
} as const;

const leaveOptions = {
  gateway: { type: 'string' },
  local: { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
  ...help,
} as const;

/** Reads the words after the program's name. */
export function agentCommand([verb, ...words]: readonly string[]): AgentCommand {
  if (verb === undefined) return { kind: 'start' };
  try {
    switch (verb) {
      case 'help':
      case '--help':
        return { kind: 'help' };
      case 'join':
        return joinCommand(words);
      case 'leave':
        return leaveCommand(words);
    }
    return unclear(`there is no command ${verb}`);
  } catch (error) {
    return unclear(error instanceof Error ? error.message : String(error));
  }
}

function leaveCommand(words: readonly string[]): AgentCommand {
  const { values } = parseArgs({ args: [...words], options: leaveOptions });
  if (values.help) return { kind: 'help' };
  const { gateway, local, yes: sure } = values;
  const gatewayUrl = gateway === undefined ? null : gatewayRoot(gateway);
  if (gateway !== undefined && gatewayUrl === null) return unclear(gatewayProblem);
  return { kind: 'leave', wish: { terms: { gatewayUrl, local }, sure } };
}

const gatewayProblem = 'the address of the gateway begins with https:// or http://';

function joinCommand(words: readonly string[]): AgentCommand {
  const { values, positionals } = parseArgs({
    args: [...words],
    options: joinOptions,
    allowPositionals: true,
  });
  if (values.help) return { kind: 'help' };
  const [address, ...addresses] = positionals;
  if (address === undefined || addresses.length > 0) return unclear('join takes one address, of the gateway');
  const { fleet: fleetId = null, name = null, dispatcher: dispatcherUrl = null, again } = values;
  const gatewayUrl = gatewayRoot(address);
  if (gatewayUrl === null) return unclear(gatewayProblem);
  if (dispatcherUrl !== null && !hasProtocol(dispatcherUrl, ['ws:', 'wss:']))
    return unclear('the address of the dispatcher begins with wss:// or ws://');
  return { kind: 'join', wish: { gatewayUrl, fleetId, name, dispatcherUrl, again } };
}

function hasProtocol(address: string, protocols: readonly string[]): boolean {
  return URL.canParse(address) && protocols.includes(new URL(address).protocol);
}

function unclear(problem: string): AgentCommand {
  return { kind: 'unclear', problem };
}
