import type { DeviceCapabilities } from '@ai-collective/contracts';

const gibibyte = 2 ** 30;

/** Devices expected to be about equally fast: the same kind of processor, and cores and memory within a factor of two. */
export function deviceClassOf({
  architecture,
  executionProviders,
  cores,
  memoryBytes,
}: Pick<DeviceCapabilities, 'architecture' | 'executionProviders' | 'cores' | 'memoryBytes'>): string {
  const providers = [...new Set(executionProviders)].sort().join('+');
  return [architecture, providers, band(cores), band(memoryBytes / gibibyte)].join('/');
}

/** The power of two at or below it. */
function band(amount: number): number {
  return 2 ** Math.floor(Math.log2(amount));
}
