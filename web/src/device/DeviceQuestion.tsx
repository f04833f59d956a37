import { useEffect, useState, type ReactNode } from 'react';
import type { Answer } from '../http/askGraphql.js';
import { describeRefusal } from '../http/Refusal.js';
import {
  approveDevice,
  denyDevice,
  fetchFleets,
  type DeviceAuthorization,
  type Fleet,
} from './deviceAuthorization.js';
import { DeviceFacts } from './DeviceFacts.js';
import { FleetChoice } from './FleetChoice.js';

interface DeviceQuestionProps {
  readonly authorization: DeviceAuthorization;
  readonly onApproved: () => void;
  readonly onDenied: () => void;
}

/** Shows who asks to be let in, and takes the answer. A machine is let into a fleet. */
export function DeviceQuestion({ authorization, onApproved, onDenied }: DeviceQuestionProps): ReactNode {
  const { userCode, clientKind } = authorization;
  const [fleets, setFleets] = useState<readonly Fleet[]>([]);
  const [fleetId, setFleetId] = useState(authorization.fleetId);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    if (clientKind !== 'AGENT') return;
    void fetchFleets().then((answer) => {
      if (answer.outcome === 'answered') {
        setFleets(answer.data);
        setFleetId((chosen) => chosen ?? answer.data[0]?.id ?? null);
      } else setProblem(describeRefusal(answer));
    });
  }, [clientKind]);
  const settle = async (answering: Promise<Answer<unknown>>, done: () => void): Promise<void> => {
    const answer = await answering;
    if (answer.outcome === 'answered') done();
    else setProblem(describeRefusal(answer));
  };
  const approve = (): void => void settle(approveDevice(userCode, fleetId), onApproved);
  return (
    <section className="panel" aria-labelledby="question">
      <h2 id="question">{questionOf(clientKind)}</h2>
      <DeviceFacts authorization={authorization} />
      <p>
        Go on only if you started this yourself and the device shows the code{' '}
        <strong className="unbroken">{userCode}</strong>. {consequenceOf(clientKind)}
      </p>
      {clientKind === 'AGENT' && <FleetChoice fleets={fleets} chosen={fleetId} onChoose={setFleetId} />}
      <p className="actions">
        <button
          type="button"
          className="button"
          disabled={clientKind === 'AGENT' && fleetId === null}
          onClick={approve}
        >
          Let it in
        </button>
        <button type="button" className="link" onClick={() => void settle(denyDevice(userCode), onDenied)}>
          Turn it away
        </button>
      </p>
      <p role="alert" className="bad">
        {problem}
      </p>
    </section>
  );
}

function questionOf(kind: DeviceAuthorization['clientKind']): string {
  switch (kind) {
    case 'CLI':
      return 'A terminal wants to act as you';
    case 'AGENT':
      return 'A machine wants to join a fleet';
  }
}

function consequenceOf(kind: DeviceAuthorization['clientKind']): string {
  switch (kind) {
    case 'CLI':
      return 'It will be able to do everything that you can.';
    case 'AGENT':
      return 'It will be given work of the fleet, and see its inputs.';
  }
}
