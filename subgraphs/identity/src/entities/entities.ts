import { ApiKey } from './ApiKey.js';
import { Community } from './Community.js';
import { CustomRole } from './CustomRole.js';
import { Device } from './Device.js';
import { DeviceAuthorization } from './DeviceAuthorization.js';
import { Fleet } from './Fleet.js';
import { Invitation } from './Invitation.js';
import { LinkedAccount } from './LinkedAccount.js';
import { Membership } from './Membership.js';
import { Passkey } from './Passkey.js';
import { Person } from './Person.js';
import { RecoveryCode } from './RecoveryCode.js';
import { RefreshToken } from './RefreshToken.js';
import { RoleGrant } from './RoleGrant.js';
import { Session } from './Session.js';
import { SignInCode } from './SignInCode.js';
import { TrustedIssuer } from './TrustedIssuer.js';

/** Every entity of identity. */
export const entities = [
  ApiKey,
  Community,
  CustomRole,
  Device,
  DeviceAuthorization,
  Fleet,
  Invitation,
  LinkedAccount,
  Membership,
  Passkey,
  Person,
  RecoveryCode,
  RefreshToken,
  RoleGrant,
  Session,
  SignInCode,
  TrustedIssuer,
];
