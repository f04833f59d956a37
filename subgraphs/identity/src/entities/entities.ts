import { ApiKey } from './ApiKey.js';
import { Community } from './Community.js';
import { Device } from './Device.js';
import { Invitation } from './Invitation.js';
import { Membership } from './Membership.js';
import { Person } from './Person.js';
import { Session } from './Session.js';
import { SignInCode } from './SignInCode.js';

/** Every entity of identity. */
export const entities = [ApiKey, Community, Device, Invitation, Membership, Person, Session, SignInCode];
