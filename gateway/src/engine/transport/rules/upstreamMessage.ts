/** What a subgraph's message means to a subscription. */
export type UpstreamMessage =
  | { readonly kind: 'acknowledged' }
  | { readonly kind: 'ping' }
  | { readonly kind: 'pong' }
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'complete' }
  | { readonly kind: 'invalid' };

/** Reads a message of `graphql-transport-ws`. Errors before execution are a result that has nothing but errors. */
export function upstreamMessage(text: string): UpstreamMessage {
  const message = parsed(text);
  switch (message?.type) {
    case 'connection_ack':
      return { kind: 'acknowledged' };
    case 'ping':
      return { kind: 'ping' };
    case 'pong':
      return { kind: 'pong' };
    case 'next':
      return { kind: 'result', result: message.payload };
    case 'error':
      return { kind: 'result', result: { errors: message.payload } };
    case 'complete':
      return { kind: 'complete' };
    default:
      return { kind: 'invalid' };
  }
}

function parsed(text: string): { readonly type?: unknown; readonly payload?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
