import { emptyRoot, type GrownTree, type Tile, type TilePlace } from '@ai-collective/contracts';
import type { Sql } from '@ai-collective/platform';

/** A log's tree as it stands. Tiles are looked up one by one: a plan made for a table that was small then reads all of it (decision 27). */
export interface AuditTreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

interface TileRow {
  readonly level: number;
  readonly index: string;
  readonly hashes: Buffer;
}

/** How far a log's tree goes. */
export async function loadTreeHead(sql: Sql, log: string): Promise<AuditTreeHead> {
  const [row] = await sql.execute<{ size: string; root: Buffer }[]>(
    'select size, root from audit_tree where tenant_id = ?',
    [log],
  );
  return row === undefined ? { size: 0, root: emptyRoot() } : { size: Number(row.size), root: row.root };
}

/** The tiles at the right edge of a log's tree: those that `edgeTiles` names for its size. */
export async function loadEdge(sql: Sql, log: string): Promise<readonly Tile[]> {
  const rows = await sql.execute<TileRow[]>(
    `select tile.level, tile.index, tile.hashes
     from audit_tree tree cross join generate_series(0, 6) as edge(level)
     cross join lateral (
       select * from audit_tile where tenant_id = tree.tenant_id and level = edge.level
         and index = tree.size >> (8 * (edge.level + 1)) limit 1
     ) tile
     where tree.tenant_id = ?`,
    [log],
  );
  return rows.map(toTile);
}

/** Some tiles of a log's tree, as far as there are such. */
export async function loadTiles(
  sql: Sql,
  log: string,
  places: readonly TilePlace[],
): Promise<readonly Tile[]> {
  const rows = await sql.execute<TileRow[]>(
    `select tile.level, tile.index, tile.hashes
     from json_to_recordset(?::json) as place(level smallint, index bigint)
     cross join lateral (
       select * from audit_tile where tenant_id = ? and level = place.level and index = place.index limit 1
     ) tile`,
    [JSON.stringify(places.map(({ level, index }) => ({ level, index }))), log],
  );
  return rows.map(toTile);
}

/** Writes what is new of a tree. */
export async function keepTree(sql: Sql, log: string, { size, root, tiles }: GrownTree): Promise<void> {
  const rows = tiles.map(({ level, index, hashes }) => ({
    ...{ level, index, hashes: Buffer.from(hashes).toString('hex') },
  }));
  await Promise.all([
    sql.execute(
      `insert into audit_tile (tenant_id, level, index, hashes)
       select ?, level, index, decode(hashes, 'hex') from json_to_recordset(?::json)
         as tile(level smallint, index bigint, hashes text)
       on conflict (tenant_id, level, index) do update set hashes = excluded.hashes`,
      [log, JSON.stringify(rows)],
    ),
    sql.execute(
      `insert into audit_tree (tenant_id, size, root) values (?, ?, ?)
       on conflict (tenant_id) do update set size = excluded.size, root = excluded.root`,
      [log, size, Buffer.from(root)],
    ),
  ]);
}

function toTile({ level, index, hashes }: TileRow): Tile {
  return { level, index: Number(index), hashes };
}
