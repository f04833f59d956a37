import type { VariantStats } from '../../variants/VariantStats.js';
import type { Total } from './exportTotals.js';

/** How the supergraphs of communities stand. */
export function variantTotals(stats: () => VariantStats): readonly Total[] {
  const total = (kind: Total['kind'], name: string, [help, of]: Read): Total => ({
    name: `gateway_${name}`,
    help,
    kind,
    value: () => of(stats()),
  });
  return [
    total('gauge', 'variants', ["Communities' own supergraphs that are compiled.", (now) => now.variants]),
    total('gauge', 'variant_bytes', ['Their estimated memory.', (now) => now.bytes]),
    total('gauge', 'variant_budget_bytes', ['What that may come to.', (now) => now.budgetBytes]),
    total('counter', 'variant_hits_total', ['Requests that found their engine ready.', (now) => now.hits]),
    total('counter', 'variant_misses_total', [
      'Requests that had to wait for their engine.',
      (now) => now.misses,
    ]),
    total('counter', 'variant_compilations_total', ['Engines that were made.', (now) => now.compiles]),
    total('counter', 'variant_compilation_seconds_total', [
      'Time from the beginning of a composition to the end of warming.',
      (now) => now.compileMs.total / 1_000,
    ]),
    total('counter', 'variant_failures_total', [
      'Supergraphs that could not be compiled.',
      (now) => now.failures,
    ]),
    total('counter', 'variant_evictions_total', [
      'Engines dropped for want of memory.',
      (now) => now.evictions,
    ]),
    total('counter', 'variant_swaps_total', [
      'Engines put in the place of others while those served.',
      (now) => now.swaps,
    ]),
    total('counter', 'variant_warmed_operations_total', [
      'Operations planned ahead of a swap.',
      (now) => now.warmed,
    ]),
  ];
}

type Read = readonly [help: string, of: (now: VariantStats) => number];
