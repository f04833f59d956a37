import {
  completeNodes,
  consistencyParts,
  consistencyProof,
  inclusionParts,
  inclusionProof,
  nodesOfTiles,
  tileOf,
  type LeafRange,
  type NodeSource,
} from '@ai-collective/contracts';
import type { Sql } from '@ai-collective/platform';
import { loadTiles, loadTreeHead } from '../../entities/AuditTree.js';
import { errors } from '../../errors.js';
import type { Caller, Services } from '../Services.js';

/** Hashes that prove something of a tree of so many records. */
export interface Proof {
  readonly size: number;
  readonly hashes: readonly Uint8Array[];
}

/**
 * What proves that a record is at its place in the tree over the first `size` records, or over all when that is null.
 * Throws TREE_SIZE_INVALID or a denial.
 */
export function proveRecord(
  services: Services,
  caller: Caller,
  { sequence, size: wanted }: { readonly sequence: number; readonly size: number | null },
): Promise<Proof> {
  return prove(services, caller, async (sql, log) => {
    const { size: all } = await loadTreeHead(sql, log);
    const size = wanted ?? all;
    if (!isWithin(sequence, 1, size) || !isWithin(size, 1, all))
      throw errors.TREE_SIZE_INVALID({ size: all });
    const nodes = await nodesOf(sql, log, inclusionParts(sequence - 1, size));
    return { size, hashes: inclusionProof(nodes, sequence - 1, size) };
  });
}

/** What proves that the tree over the first `from` records is the beginning of that over the first `to`. Throws TREE_SIZE_INVALID or a denial. */
export function proveContinuation(
  services: Services,
  caller: Caller,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<Proof> {
  return prove(services, caller, async (sql, log) => {
    const { size: all } = await loadTreeHead(sql, log);
    if (!isWithin(from, 0, to) || !isWithin(to, 0, all)) throw errors.TREE_SIZE_INVALID({ size: all });
    const nodes = await nodesOf(sql, log, consistencyParts(from, to));
    return { size: to, hashes: consistencyProof(nodes, from, to) };
  });
}

function prove(
  { authorize, database }: Services,
  { passport }: Caller,
  work: (sql: Sql, log: string) => Promise<Proof>,
): Promise<Proof> {
  const { community } = authorize(passport, 'audit:read');
  return database.withTenantSql(community, (sql) => work(sql, community));
}

async function nodesOf(sql: Sql, log: string, parts: readonly LeafRange[]): Promise<NodeSource> {
  const places = parts.flatMap(({ start, end }) => completeNodes(start, end)).map(tileOf);
  return nodesOfTiles(await loadTiles(sql, log, places));
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most;
}
