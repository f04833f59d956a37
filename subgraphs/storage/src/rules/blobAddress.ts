/** Lower case, digits, `_` and `-`: a safe folder name on every file system, which every community id fits. */
const communityPattern = /^[a-z0-9][a-z0-9_-]{0,79}$/;

/** CIDv1 in base32, SHA-256, of a raw leaf (`bafkrei…`) or a UnixFS file (`bafybei…`): what this service makes. */
const cidPattern = /^baf(?:krei|ybei)[a-z2-7]{52}$/;

/** Whether a community's id can name a folder. */
export function isCommunityFolder(name: string): boolean {
  return communityPattern.test(name);
}

/** Whether a text is a CID in the one form this service writes. */
export function isBlobCid(text: string): boolean {
  return cidPattern.test(text);
}

/**
 * Where a blob lies below the data folder, as path segments. CIDs begin alike, so the folder that keeps a
 * directory small is named for the two characters before the last: 1,024 folders of equal size.
 * Throws a RangeError for anything that is not a community and a CID: no request can name another path.
 */
export function blobPathSegments(community: string, cid: string): readonly [string, string, string] {
  if (!isCommunityFolder(community) || !isBlobCid(cid)) throw new RangeError('not the address of a blob');
  return [community, cid.slice(-3, -1), cid];
}
