import { WebAuthnError } from '@simplewebauthn/browser';

/** What a browser's passkey dialog ended with, when not with a passkey. */
export interface NoPasskey {
  readonly outcome: 'noPasskey';
  readonly message: string;
}

/** Says what to do after the browser's dialog ended without a passkey. */
export function noPasskey(error: unknown): NoPasskey {
  return { outcome: 'noPasskey', message: describe(error) };
}

function describe(error: unknown): string {
  const [name, code] = error instanceof Error ? [error.name, codeOf(error)] : ['', ''];
  if (name === 'InvalidStateError' || code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED')
    return 'This device already has a passkey for your account.';
  if (name === 'NotAllowedError' || name === 'AbortError')
    return 'No passkey was chosen. You can try again, or use another way.';
  return 'This browser could not use a passkey here. Use another way, or another browser.';
}

function codeOf(error: Error): string {
  return error instanceof WebAuthnError ? error.code : '';
}
