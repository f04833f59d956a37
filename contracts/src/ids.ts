import { TypeID, typeid } from 'typeid-js';
import { z } from 'zod';

/**
 * Every identifier is a TypeID: a type prefix and a UUIDv7 in base32, so ids sort by creation time
 * and say what they name. The prefixes in use are the keys of this table.
 */
export const idPrefixes = {
  community: 'com',
  person: 'per',
  membership: 'mem',
  role: 'rol',
  grant: 'grt',
  trustedIssuer: 'iss',
  linkedAccount: 'lnk',
  apiKey: 'key',
  session: 'ses',
  refreshToken: 'ref',
  deviceAuthorization: 'dau',
  invitation: 'inv',
  device: 'dev',
  passkey: 'psk',
  fleet: 'flt',
  model: 'mdl',
  modelVersion: 'mdv',
  job: 'job',
  task: 'tsk',
  attempt: 'att',
  creditTransaction: 'ctx',
  proposal: 'prp',
  event: 'evt',
} as const;

export type IdKind = keyof typeof idPrefixes;

/** Makes a new identifier, for example `job_01k9…`. Not secret: it reveals its creation time. */
export function newId(kind: IdKind): string {
  return typeid(idPrefixes[kind]).toString();
}

/** The least identifier of a kind that can be made at a time, milliseconds since the epoch: all made since sort after it. */
export function leastId(kind: IdKind, milliseconds: number): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(Math.max(0, Math.floor(milliseconds)), 0, 6);
  bytes[6] = 0x70;
  bytes[8] = 0x80;
  return TypeID.fromUUIDBytes(idPrefixes[kind], bytes).toString();
}

/** A zod schema that accepts identifiers of one kind only. */
export function idSchema(kind: IdKind): z.ZodString {
  return z.string().regex(new RegExp(`^${idPrefixes[kind]}_[0-7][0-9a-hjkmnp-tv-z]{25}$`));
}
