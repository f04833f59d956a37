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
    </>
  );
}
