/** Distance of each process's port from the gateway's. */
const distances = {
  gateway: 0,
  identity: 1,
  compute: 2,
  storage: 3,
  governance: 4,
  dispatcher: 5,
  agent: 6,
  gatewayMetrics: 10,
  computeMetrics: 12,
  dispatcherMetrics: 15,
  postgres: 32,
  broker: 92,
} as const;

export type PortOwner = keyof typeof distances;
export type LocalPorts = Readonly<Record<PortOwner, number>>;

/** The ports of an installation, counted from its gateway's. */
export function portsFrom(gateway: number): LocalPorts {
  const entries = Object.entries(distances).map(([owner, distance]) => [owner, gateway + distance]);
  return Object.fromEntries(entries) as LocalPorts;
}
