import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/**
 * A capability lets its bearer do one thing to one community's blobs until it expires.
 * `cid` null on `write` means "any content": the CID is computed from what arrives.
 */
export const capabilitySchema = z.object({
  action: z.enum(['read', 'write']),
  community: z.string().min(1),
  cid: z.string().nullable(),
  maxBytes: z.int().positive(),
  name: z.string().optional().describe('the only name under which it may be stored'),
  expiresAt: z.int().describe('Unix seconds'),
  subject: z.string().describe('who it was given to, for the audit log'),
});

export type Capability = z.infer<typeof capabilitySchema>;

export type CapabilityVerdict =
  | { readonly ok: true; readonly capability: Capability }
  | { readonly ok: false; readonly reason: 'MALFORMED' | 'FORGED' | 'EXPIRED' };

/** Signs a capability with HMAC-SHA-256: `base64url(json).base64url(mac)`, safe in a URL. */
export function mintCapability(secret: string, capability: Capability): string {
  const body = Buffer.from(JSON.stringify(capability)).toString('base64url');
  return `${body}.${sign(secret, body)}`;
}

/** Checks signature, then shape, then expiry. `now` is in Unix seconds. Never throws. */
export function verifyCapability(secret: string, token: string, now: number): CapabilityVerdict {
  const [body, mac, ...rest] = token.split('.');
  if (body === undefined || mac === undefined || rest.length > 0) return { ok: false, reason: 'MALFORMED' };
  const expected = Buffer.from(sign(secret, body));
  const given = Buffer.from(mac);
  if (expected.length !== given.length || !timingSafeEqual(expected, given))
    return { ok: false, reason: 'FORGED' };
  const parsed = capabilitySchema.safeParse(parseJson(body));
  if (!parsed.success) return { ok: false, reason: 'MALFORMED' };
  if (parsed.data.expiresAt <= now) return { ok: false, reason: 'EXPIRED' };
  return { ok: true, capability: parsed.data };
}

/** Path on the storage service for a blob of a community; the capability goes in `?capability=`. */
export function blobPath(community: string, cid: string): string {
  return `/blobs/${community}/${cid}`;
}

/** Path on the storage service that takes an upload with `PUT`. */
export const uploadPath = '/uploads';

function sign(secret: string, body: string): string {
  return createHmac('sha256', secret).update(body).digest('base64url');
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(Buffer.from(body, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
