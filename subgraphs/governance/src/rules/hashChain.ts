import { createHash } from 'node:crypto';

/** The hash before the first record. */
export const genesisHash = '0'.repeat(64);

/** A record's place in its community's log. `body` is its canonical JSON; hashes are SHA-256 in hex. */
export interface ChainLink {
  /** Counts from 1 without gaps. */
  readonly sequence: number;
  readonly body: string;
  readonly previousHash: string;
  readonly hash: string;
}

/** Where a log ends: the sequence number and hash of its last record. */
export interface ChainHead {
  readonly sequence: number;
  readonly hash: string;
}

/** The head of a log without records. */
export const emptyHead: ChainHead = { sequence: 0, hash: genesisHash };

/** The links that append bodies to a log, in order. */
export function appendLinks(head: ChainHead, bodies: readonly string[]): readonly ChainLink[] {
  const links: ChainLink[] = [];
  let { sequence, hash } = head;
  for (const body of bodies) {
    const previousHash = hash;
    sequence += 1;
    hash = linkHash({ sequence, body, previousHash });
    links.push({ sequence, body, previousHash, hash });
  }
  return links;
}

/** The sequence number of the first record that is not what was appended to `head`, or undefined when all are. */
export function firstBreak(head: ChainHead, links: readonly ChainLink[]): number | undefined {
  let expected = head;
  for (const link of links) {
    const intact =
      link.sequence === expected.sequence + 1 &&
      link.previousHash === expected.hash &&
      link.hash === linkHash(link);
    if (!intact) return expected.sequence + 1;
    expected = link;
  }
  return undefined;
}

function linkHash({ sequence, body, previousHash }: Omit<ChainLink, 'hash'>): string {
  return createHash('sha256').update(`${sequence}\n${previousHash}\n${body}`).digest('hex');
}
