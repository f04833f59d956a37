import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkEgressUrl } from '../../src/egress/checkEgressUrl.js';

const policy = { schemes: ['https'], ports: [443, 8443] } as const;
const verdict = (text: string) => {
  const check = checkEgressUrl(text, policy);
  return check.ok ? 'ok' : check.code;
};

const table: readonly (readonly [string, string])[] = [
  ['https://api.example.com/graphql', 'ok'],
  ['https://API.Example.com', 'ok'],
  ['https://xn--bcher-kva.example/graphql?a=b', 'ok'],
  ['https://api.example.com:8443/', 'ok'],
  ['https://api.example.com:443/', 'ok'],
  ['http://api.example.com/', 'URL_SCHEME_REFUSED'],
  ['ftp://api.example.com/', 'URL_SCHEME_REFUSED'],
  ['file:///etc/passwd', 'URL_SCHEME_REFUSED'],
  ['gopher://api.example.com:6379/_x', 'URL_SCHEME_REFUSED'],
  ['javascript:alert(1)', 'URL_MALFORMED'],
  ['//api.example.com', 'URL_MALFORMED'],
  ['https:/api.example.com', 'URL_MALFORMED'],
  ['https:\\\\api.example.com', 'URL_MALFORMED'],
  ['https://api.example.com\\@10.0.0.1/', 'URL_MALFORMED'],
  ['https://api.example.com/\r\nHost: x', 'URL_MALFORMED'],
  ['https://api.exam\tple.com/', 'URL_MALFORMED'],
  ['https://bücher.example/', 'URL_MALFORMED'],
  ['https://①②⑦.⓪.⓪.①/', 'URL_MALFORMED'],
  [`https://api.example.com/${'a'.repeat(2_024)}`, 'ok'],
  [`https://api.example.com/${'a'.repeat(2_025)}`, 'URL_MALFORMED'],
  ['https://user:pass@api.example.com/', 'URL_CREDENTIALS_REFUSED'],
  ['https://api.example.com@127.0.0.1/', 'URL_CREDENTIALS_REFUSED'],
  ['https://@api.example.com/', 'URL_CREDENTIALS_REFUSED'],
  ['https://api.example.com/#x', 'URL_FRAGMENT_REFUSED'],
  ['https://api.example.com:80/', 'URL_PORT_REFUSED'],
  ['https://api.example.com:5432/', 'URL_PORT_REFUSED'],
  ['https://api.example.com:0/', 'URL_PORT_REFUSED'],
  ['https://api.example.com:99999/', 'URL_HOST_REFUSED'],
  ['https://127.0.0.1/', 'URL_HOST_IS_ADDRESS'],
  ['https://8.8.8.8/', 'URL_HOST_IS_ADDRESS'],
  ['https://2130706433/', 'URL_HOST_IS_ADDRESS'],
  ['https://0x7f000001/', 'URL_HOST_IS_ADDRESS'],
  ['https://0x7f.0.0.0x1/', 'URL_HOST_IS_ADDRESS'],
  ['https://0177.0.0.1/', 'URL_HOST_IS_ADDRESS'],
  ['https://127.1/', 'URL_HOST_IS_ADDRESS'],
  ['https://127.0.0.1./', 'URL_HOST_IS_ADDRESS'],
  ['https://[::1]/', 'URL_HOST_IS_ADDRESS'],
  ['https://[::ffff:127.0.0.1]:443/', 'URL_HOST_IS_ADDRESS'],
  ['https://example.123/', 'URL_HOST_IS_ADDRESS'],
  ['https://%31%32%37.0.0.x/', 'URL_HOST_REFUSED'],
  ['https://localhost/', 'URL_HOST_REFUSED'],
  ['https://identity/', 'URL_HOST_REFUSED'],
  ['https://api.localhost/', 'URL_HOST_REFUSED'],
  ['https://metadata.google.internal/', 'URL_HOST_REFUSED'],
  ['https://identity.default.svc/', 'URL_HOST_REFUSED'],
  ['https://identity.default.svc.cluster.local/', 'URL_HOST_REFUSED'],
  ['https://printer.local/', 'URL_HOST_REFUSED'],
  ['https://api.example.com./', 'URL_HOST_REFUSED'],
  ['https://api..example.com/', 'URL_HOST_REFUSED'],
  ['https://-api.example.com/', 'URL_HOST_REFUSED'],
  ['https://api_x.example.com/', 'URL_HOST_REFUSED'],
  [`https://${'a'.repeat(64)}.example.com/`, 'URL_HOST_REFUSED'],
  ['https:///graphql', 'URL_HOST_REFUSED'],
];

describe('an address that a tenant chose', () => {
  it.each(table)('%j is %s', (text, expected) => {
    expect(verdict(text)).toBe(expected);
  });

  it('may use http where the policy says so', () => {
    const open = { schemes: ['https', 'http'], ports: [80] } as const;
    expect(checkEgressUrl('http://api.example.com/', open).ok).toBe(true);
  });

  it('is the address that is connected to: what passes keeps its host, scheme and port as written', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), (text) => {
        const check = checkEgressUrl(text, { schemes: ['https', 'http'], ports: [80, 443] });
        if (!check.ok) return;
        expect(text.toLowerCase()).toContain(`//${check.url.hostname}`);
        expect(check.url.username + check.url.password).toBe('');
      }),
    );
  });

  it('may be any text at all without harm', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void verdict(`https://${text}`)));
  });
});
