import { useState, type SyntheticEvent, type ReactNode } from 'react';
import { userCodeOf } from './userCodeOf.js';

interface CodeEntryProps {
  readonly code: string;
  readonly onEnter: (code: string) => void;
}

/** Takes the code that a device shows. */
export function CodeEntry({ code, onEnter }: CodeEntryProps): ReactNode {
  const [typed, setTyped] = useState(code);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    onEnter(userCodeOf(typed));
  };
  return (
    <form className="panel" onSubmit={submit}>
      <label htmlFor="user-code">Code that the terminal or machine shows</label>
      <p className="entry">
        <input
          id="user-code"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          placeholder="XXXX-XXXX"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={20}
          required
        />
        <button type="submit" className="button">
          Continue
        </button>
      </p>
    </form>
  );
}
