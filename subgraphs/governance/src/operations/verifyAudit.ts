import {
  commitmentOf,
  edgeTiles,
  emptyRoot,
  growTree,
  hashBytes,
  leafHash,
  noteKeyOf,
  openNote,
  parseCheckpoint,
  tileName,
  tileWidth,
  type Tile,
} from '@ai-collective/contracts';
import type { Sql } from '@ai-collective/platform';
import { loadCheckpoints } from '../entities/AuditCheckpoint.js';
import { loadOldest, type AuditEntry } from '../entities/AuditEntry.js';
import { loadTiles, loadTreeHead } from '../entities/AuditTree.js';
import { originOf } from './audit/signLog.js';
import type { Caller, Services } from './Services.js';

/**
 * What is wrong with a log. MISSING: a record is not there. CHANGED: one says something else than was appended. TREE: the tree has another
 * leaf there. SIGNED: what was signed was another log. CUT: the tree goes on where the records end.
 */
export const auditFlaws = ['MISSING', 'CHANGED', 'TREE', 'SIGNED', 'CUT'] as const;
export type AuditFlaw = (typeof auditFlaws)[number];

/** What a walk along a whole log found. */
export interface AuditVerdict {
  /** How many records were checked and found right. */
  readonly records: number;
  /** The root of the tree over them. */
  readonly root: Uint8Array;
  /** What is wrong with the first record that is, and its sequence number; null when nothing is. */
  readonly broken: { readonly at: number; readonly flaw: AuditFlaw } | null;
}

const batchSize = 4 * tileWidth;

/** Recomputes the tree of the community's log from its first record, and holds it against what is kept and what was signed. */
export async function verifyAudit(services: Services, { passport }: Caller): Promise<AuditVerdict> {
  const { community: log } = services.authorize(passport, 'audit:read');
  const walk = new LogWalk(services, log);
  for (;;) {
    const verdict = await services.database.withTenantSql(log, (sql) => walk.step(sql));
    if (verdict !== undefined) return verdict;
  }
}

/** A walk along a log, some records at a time: to where the next tiles end, or something was signed. */
class LogWalk {
  #size = 0;
  #root = emptyRoot();
  #edge: readonly Tile[] = [];

  constructor(
    private readonly services: Pick<Services, 'signer'>,
    private readonly log: string,
  ) {}

  /** Goes on; gives the verdict at the end, or where something is wrong. */
  async step(sql: Sql): Promise<AuditVerdict | undefined> {
    const { log } = this;
    const start = this.#size;
    // In this order: whatever is appended meanwhile has its records here, if it is in the tree.
    const [tree, [signed], entries] = await Promise.all([
      loadTreeHead(sql, log),
      loadCheckpoints(sql, log, { after: start, limit: 1 }),
      loadOldest(sql, log, { after: start, limit: batchSize }),
    ]);
    const some = entries.slice(0, (signed?.size ?? Infinity) - start);
    const flaw = firstFlaw(start, some);
    if (flaw !== undefined) return this.#broken(flaw.at, flaw.flaw);
    const other = await this.#grow(sql, some);
    if (other !== undefined) return this.#broken(other, 'TREE');
    if (signed?.size === this.#size && !this.#isSigned(signed.note)) return this.#broken(start + 1, 'SIGNED');
    if (some.length < entries.length || entries.length === batchSize) return undefined;
    return this.#atEnd(tree, signed?.size);
  }

  #atEnd(
    tree: { readonly size: number; readonly root: Uint8Array },
    signed: number | undefined,
  ): AuditVerdict {
    if (tree.size > this.#size || (signed !== undefined && signed > this.#size))
      return this.#broken(this.#size + 1, 'CUT');
    if (tree.size === this.#size && Buffer.compare(tree.root, this.#root) !== 0)
      return this.#broken(this.#size, 'TREE');
    return { records: this.#size, root: this.#root, broken: null };
  }

  /** Adds records to the tree; gives the first where the tree that is kept is another. */
  async #grow(sql: Sql, entries: readonly AuditEntry[]): Promise<number | undefined> {
    const leaves = entries.map(({ commitment }) => leafHash(commitment));
    const { size, root, tiles } = growTree(this.#size, this.#edge, leaves);
    const kept = await loadTiles(sql, this.log, tiles);
    const byName = new Map(kept.map((tile) => [tileName(tile), tile]));
    const differences = tiles.flatMap((tile) => firstDifference(tile, byName.get(tileName(tile))) ?? []);
    if (differences.length > 0) return Math.min(...differences) + 1;
    const names = new Set(edgeTiles(size).map(tileName));
    const known = new Map([...this.#edge, ...tiles].map((tile) => [tileName(tile), tile]));
    this.#edge = [...known].filter(([name]) => names.has(name)).map(([, tile]) => tile);
    [this.#size, this.#root] = [size, root];
    return undefined;
  }

  #isSigned(note: string): boolean {
    const { signer } = this.services;
    try {
      const signed = parseCheckpoint(openNote(note, [noteKeyOf(signer)]).text);
      return (
        signed?.origin === originOf(signer, this.log) &&
        signed.size === this.#size &&
        Buffer.compare(signed.root, this.#root) === 0
      );
    } catch {
      return false;
    }
  }

  #broken(at: number, flaw: AuditFlaw): AuditVerdict {
    return { records: Math.min(this.#size, at - 1), root: this.#root, broken: { at, flaw } };
  }
}

/** The first record that is missing, or does not say what was committed to. */
function firstFlaw(
  start: number,
  entries: readonly AuditEntry[],
): { readonly at: number; readonly flaw: AuditFlaw } | undefined {
  for (const [index, { sequence, content, commitment }] of entries.entries()) {
    const at = start + index + 1;
    if (sequence !== at) return { at, flaw: 'MISSING' };
    if (content === null) continue;
    if (Buffer.compare(commitmentOf(content.salt, content.body), commitment) !== 0)
      return { at, flaw: 'CHANGED' };
  }
  return undefined;
}

/** The first leaf, from 0, under a hash that is another one in the tile that is kept. */
function firstDifference(tile: Tile, kept: Tile | undefined): number | undefined {
  for (let at = 0; at * hashBytes < tile.hashes.length; at += 1) {
    const [one, other] = [tile, kept].map((each) =>
      each?.hashes.subarray(at * hashBytes, (at + 1) * hashBytes),
    );
    if (one === undefined || other === undefined || Buffer.compare(one, other) !== 0)
      return (tile.index * tileWidth + at) * tileWidth ** tile.level;
  }
  return undefined;
}
