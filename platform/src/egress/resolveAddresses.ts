import { promises as dns } from 'node:dns';

const timeoutMs = 2_000;
const tries = 2;

/**
 * Asks DNS for all addresses of a name. Not by getaddrinfo: that reads the machine's own host table and search domains,
 * and a tenant's slow name server would hold the few threads that planning needs, too. Rejects when there is no address.
 */
export async function resolveAddresses(hostname: string): Promise<readonly string[]> {
  const resolver = new dns.Resolver({ timeout: timeoutMs, tries });
  const [four, six] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
  const addresses = [four, six].flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  if (addresses.length === 0 && four.status === 'rejected') throw four.reason;
  return addresses;
}
