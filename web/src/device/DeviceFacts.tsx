import type { ReactNode } from 'react';
import { dateOf } from '../page/dateOf.js';
import type { DeviceAuthorization } from './deviceAuthorization.js';

/** What is known of a device that asks to be let in. */
export function DeviceFacts({ authorization }: { readonly authorization: DeviceAuthorization }): ReactNode {
  const { userCode, deviceName, requestedFrom, requestedAt, expiresAt } = authorization;
  return (
    <dl className="facts">
      <dt>Code</dt>
      <dd className="big">{userCode}</dd>
      <dt>Calls itself</dt>
      <dd>{deviceName}</dd>
      <dt>Asked from</dt>
      <dd>{requestedFrom}</dd>
      <dt>Asked at</dt>
      <dd>{dateOf(requestedAt)}</dd>
      <dt>Waits until</dt>
      <dd>{dateOf(expiresAt)}</dd>
    </dl>
  );
}
