import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { z } from 'zod';

const text = z.string().regex(/^[\w-]*$/);
const id = text.min(1).max(1_500);

const credentialFields = {
  id,
  rawId: id,
  type: z.literal('public-key'),
  // What extensions answer is not asked for and not looked at.
  clientExtensionResults: z.unknown().transform(() => ({})),
};

const transports = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'] as const;

/** What a browser answers when it has made a passkey (Web Authentication, section 5.1.8). */
export const registrationResponseSchema: z.ZodType<RegistrationResponseJSON> = z.object({
  ...credentialFields,
  response: z.object({
    clientDataJSON: text,
    attestationObject: text,
    transports: z
      .array(z.string())
      .catch([])
      .transform((named) => transports.filter((transport) => named.includes(transport))),
  }),
});

/** What a browser answers when a passkey has signed. A passkey found without a name says whose it is. */
export const authenticationResponseSchema: z.ZodType<AuthenticationResponseJSON> = z.object({
  ...credentialFields,
  response: z.object({
    clientDataJSON: text,
    authenticatorData: text,
    signature: text,
    userHandle: text,
  }),
});
