import { checkEgressUrl } from '@ai-collective/platform/egress';

export type IssuerAddress =
  | { readonly ok: true; readonly url: URL; readonly isLoopback: boolean }
  | { readonly ok: false; readonly problem: string };

const allowed = { schemes: ['https'], ports: [443, 8443] } as const;
const loopbackHosts: readonly string[] = ['127.0.0.1', '[::1]', 'localhost'];

/**
 * Whether identity may speak to an address of an issuer: https with a public name, or anything on this machine where that
 * is allowed. Where a name leads is checked for each connection.
 */
export function checkIssuerAddress(text: string, allowLoopback: boolean): IssuerAddress {
  if (allowLoopback && URL.canParse(text)) {
    const url = new URL(text);
    const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
    const isPlain = url.username === '' && url.password === '' && url.hash === '';
    const isUsual = text.toLowerCase().startsWith(`${url.protocol}//${url.hostname}`);
    if (isWeb && isPlain && isUsual && loopbackHosts.includes(url.hostname))
      return { ok: true, url, isLoopback: true };
  }
  const check = checkEgressUrl(text, allowed);
  return check.ok ? { ok: true, url: check.url, isLoopback: false } : { ok: false, problem: check.message };
}
