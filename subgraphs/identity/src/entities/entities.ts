import { ApiKey } from './ApiKey.js';
import { Community } from './Community.js';
import { Device } from './Device.js';
import { LinkedAccount } from './LinkedAccount.js';
import { Membership } from './Membership.js';
import { Person } from './Person.js';
import { Session } from './Session.js';
import { SignInCode } from './SignInCode.js';
import { TrustedIssuer } from './TrustedIssuer.js';

/** Every entity of identity. */
export const entities = [
  ApiKey,
  Community,
  Device,
  LinkedAccount,
  Membership,
  Person,
  Session,
  SignInCode,
  TrustedIssuer,
];
