import { describe, expect, it } from 'vitest';
import { checkIssuerAddress } from '../../src/oidc/checkIssuerAddress.js';

const inside = [
  'http://127.0.0.1:4000',
  'https://127.0.0.1',
  'http://[::1]:8080/realm',
  'http://localhost:9000',
];
const never = [
  'http://issuer.example.com',
  'ftp://issuer.example.com',
  'https://user:secret@issuer.example.com',
  'https://issuer.example.com:22',
  'https://10.0.0.1',
  'https://169.254.169.254/latest/meta-data',
  'https://[fd00::1]',
  'https://2130706433',
  'https://0x7f.1',
  'https://kubernetes.default.svc',
  'https://metadata.google.internal',
  'https://issuer',
  'http://127.0.0.2',
  'http://127.0.0.1@evil.example',
  'not an address',
];

describe('the address of an issuer', () => {
  it.each(['https://issuer.example.com', 'https://issuer.example.com:8443/realms/grove'])(
    'may be %s',
    (text) => {
      for (const allowLoopback of [true, false])
        expect(checkIssuerAddress(text, allowLoopback)).toMatchObject({ ok: true, isLoopback: false });
    },
  );

  it.each(inside)('may be %s in development only', (text) => {
    expect(checkIssuerAddress(text, true)).toMatchObject({ ok: true, isLoopback: true });
    expect(checkIssuerAddress(text, false).ok).toBe(false);
  });

  it.each(never)('is never %s', (text) => {
    for (const allowLoopback of [true, false]) expect(checkIssuerAddress(text, allowLoopback).ok).toBe(false);
  });
});
