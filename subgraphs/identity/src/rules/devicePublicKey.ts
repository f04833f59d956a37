/** Whether a text is a raw Ed25519 public key in base64url, in its one canonical spelling. */
export function isDevicePublicKey(text: string): boolean {
  if (!/^[\w-]{43}$/.test(text)) return false;
  const bytes = Buffer.from(text, 'base64url');
  return bytes.length === 32 && bytes.toString('base64url') === text;
}
