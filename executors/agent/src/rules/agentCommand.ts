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
  try {
    const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true });
    const [verb, address, ...rest] = positionals;
    if (values.help || verb === 'help') return { kind: 'help' };
    if (words.length === 0) return { kind: 'start' };
    if (verb !== 'join')
      return unclear(verb === undefined ? 'say what to do' : `there is no command ${verb}`);
    if (address === undefined || rest.length > 0) return unclear('join takes one address, of the gateway');
    const { fleet = null, name = null, dispatcher = null, again } = values;
    return joinCommand({ gatewayUrl: address, fleetId: fleet, name, dispatcherUrl: dispatcher, again });
  } catch (error) {
    return unclear(error instanceof Error ? error.message : String(error));
  }
}

function joinCommand(wish: JoinWish): AgentCommand {
  const gatewayUrl = rootOf(wish.gatewayUrl);
  if (gatewayUrl === null) return unclear('the address of the gateway begins with https:// or http://');
  if (wish.dispatcherUrl !== null && !hasProtocol(wish.dispatcherUrl, ['ws:', 'wss:']))
    return unclear('the address of the dispatcher begins with wss:// or ws://');
  return { kind: 'join', wish: { ...wish, gatewayUrl } };
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
