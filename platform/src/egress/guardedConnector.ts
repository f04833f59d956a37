import { isIP, isIPv6, type LookupFunction } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { buildConnector } from 'undici';
import { EgressRefusedError, type EgressPolicy } from './EgressPolicy.js';

const connectTimeoutMs = 5_000;
const resolveTimeoutMs = 5_000;

/**
 * Connects only to addresses that the policy allows. The name is resolved for each connection and the socket goes to
 * the very addresses that were checked, so there is no second resolution for a rebinding name to answer differently.
 */
export function guardedConnector(policy: EgressPolicy): buildConnector.connector {
  const connect = buildConnector({
    timeout: connectTimeoutMs,
    allowH2: false,
    lookup: guardedLookup(policy),
  });
  return (options, callback) => {
    // Sockets do not look addresses up, so the lookup would never see one.
    if (isIP(options.hostname.replace(/^\[|\]$/g, '')) !== 0)
      callback(new EgressRefusedError(`${options.hostname} is an address, not a name`), null);
    else connect(options, callback);
  };
}

/** A `lookup` for sockets that fails unless every address of the name is allowed: mixed answers are an attack. */
export function guardedLookup(policy: Pick<EgressPolicy, 'allows' | 'resolve'>): LookupFunction {
  return (hostname, options, callback) => {
    checkedAddresses(hostname, policy).then(
      (addresses) => {
        const found = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
        const [first] = found;
        if (options.all === true) callback(null, found);
        else if (first !== undefined) callback(null, first.address, first.family);
      },
      (error: unknown) => callback(error as Error, ''),
    );
  };
}

async function checkedAddresses(
  hostname: string,
  { allows, resolve }: Pick<EgressPolicy, 'allows' | 'resolve'>,
): Promise<readonly string[]> {
  const addresses = await withinTime(resolve(hostname), hostname);
  if (addresses.length === 0) throw new EgressRefusedError(`${hostname} has no address`);
  const refused = addresses.find((address) => !allows(address));
  if (refused !== undefined)
    throw new EgressRefusedError(`${hostname} leads to ${refused}, which is not public`);
  return addresses;
}

async function withinTime<T>(answer: Promise<T>, hostname: string): Promise<T> {
  const end = new AbortController();
  const tooLate = delay(resolveTimeoutMs, undefined, { signal: end.signal, ref: false }).then(() => {
    throw new EgressRefusedError(`${hostname} was not resolved in time`);
  });
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    tooLate.catch(() => undefined);
    end.abort();
  }
}
