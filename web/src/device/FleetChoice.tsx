import type { ReactNode } from 'react';
import type { Fleet } from './deviceAuthorization.js';

interface FleetChoiceProps {
  readonly fleets: readonly Fleet[];
  readonly chosen: string | null;
  readonly onChoose: (fleetId: string) => void;
}

/** Chooses the fleet that a machine joins. */
export function FleetChoice({ fleets, chosen, onChoose }: FleetChoiceProps): ReactNode {
  if (fleets.length === 0) return <p className="quiet">The community has no fleet yet that it could join.</p>;
  return (
    <>
      <label htmlFor="fleet">Fleet</label>
      <p className="entry">
        <select id="fleet" value={chosen ?? ''} onChange={(event) => onChoose(event.target.value)}>
          {fleets.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </p>
      <p className="quiet">{ruleOf(fleets.find(({ id }) => id === chosen))}</p>
    </>
  );
}

/** Who may let a machine into a fleet, in words; of a fleet that is not the community's, that it is not. */
function ruleOf(fleet: Fleet | undefined): string {
  switch (fleet?.enrollment.policy) {
    case 'APPROVAL':
      return 'Machines are let into this fleet by those who manage devices.';
    case 'MEMBERS':
      return 'Members may bring machines of their own into this fleet. It will be yours.';
    case 'CLOSED':
      return 'This fleet takes no more machines.';
    case undefined:
      return 'The machine asks for a fleet that this community does not have. Choose one of its own.';
  }
}
