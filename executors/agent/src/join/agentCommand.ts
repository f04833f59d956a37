import { parseArgs } from 'node:util';

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

/** What the program shall do. */
export type AgentCommand =
  | { readonly kind: 'start' | 'help' }
  | { readonly kind: 'join'; readonly wish: JoinWish }
  | { readonly kind: 'unclear'; readonly problem: string };

const options = {
  fleet: { type: 'string' },
  name: { type: 'string' },
  dispatcher: { type: 'string' },
  again: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Reads the words after the program's name. */
export function agentCommand(words: readonly string[]): AgentCommand {
  if (words.length === 0) return { kind: 'start' };
  try {
    const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true });
    const [verb = 'nothing', ...addresses] = positionals;
    if (values.help || verb === 'help') return { kind: 'help' };
    return verb === 'join' ? joinCommand(addresses, values) : unclear(`there is no command ${verb}`);
  } catch (error) {
    return unclear(error instanceof Error ? error.message : String(error));
  }
}

interface JoinOptions {
  readonly fleet?: string | undefined;
  readonly name?: string | undefined;
  readonly dispatcher?: string | undefined;
  readonly again: boolean;
}

function joinCommand(addresses: readonly string[], given: JoinOptions): AgentCommand {
  const [address] = addresses;
  if (address === undefined || addresses.length > 1) return unclear('join takes one address, of the gateway');
  const { fleet: fleetId = null, name = null, dispatcher: dispatcherUrl = null, again } = given;
  const gatewayUrl = rootOf(address);
  if (gatewayUrl === null) return unclear('the address of the gateway begins with https:// or http://');
  if (dispatcherUrl !== null && !hasProtocol(dispatcherUrl, ['ws:', 'wss:']))
    return unclear('the address of the dispatcher begins with wss:// or ws://');
  return { kind: 'join', wish: { gatewayUrl, fleetId, name, dispatcherUrl, again } };
}

/** The gateway's root, of that or of its GraphQL endpoint; null when it is no web address. */
function rootOf(address: string): string | null {
  if (!hasProtocol(address, ['https:', 'http:'])) return null;
  const { origin, pathname } = new URL(address);
  return origin + pathname.replace(/\/+$/, '').replace(/\/graphql$/, '');
}

function hasProtocol(address: string, protocols: readonly string[]): boolean {
  return URL.canParse(address) && protocols.includes(new URL(address).protocol);
}

function unclear(problem: string): AgentCommand {
  return { kind: 'unclear', problem };
}
