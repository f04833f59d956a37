import { useState, type SyntheticEvent, type ReactNode } from 'react';
import { slugOf } from './communityChoice.js';

interface CommunityFieldProps {
  readonly community: string;
  readonly onChoose: (slug: string) => void;
}

/** Asks for the short name of a community. */
export function CommunityField({ community, onChoose }: CommunityFieldProps): ReactNode {
  const [typed, setTyped] = useState(community);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    onChoose(slugOf(typed));
  };
  return (
    <form onSubmit={submit}>
      <label htmlFor="community">Community</label>
      <p className="entry">
        <input
          id="community"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          placeholder="its-short-name"
          autoComplete="organization"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={40}
          pattern="\s*[A-Za-z0-9\-]+\s*"
          title="Letters, digits and hyphens"
          required
        />
        <button type="submit" className="button secondary">
          Find it
        </button>
      </p>
    </form>
  );
}
