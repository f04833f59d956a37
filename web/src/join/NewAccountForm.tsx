import type { ReactNode, SyntheticEvent } from 'react';

/** Asks somebody new for their name. */
export function NewAccountForm({ onOpen }: { readonly onOpen: (name: string) => void }): ReactNode {
  const submit = (event: SyntheticEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const name = new FormData(event.currentTarget).get('name');
    if (typeof name === 'string' && name.trim() !== '') onOpen(name.trim());
  };
  return (
    <form onSubmit={submit}>
      <p>
        <label htmlFor="name">What shall others call you?</label>
      </p>
      <p>
        <input id="name" name="name" className="field" autoComplete="name" required maxLength={100} />
      </p>
      <button type="submit" className="button">
        Open my account
      </button>
    </form>
  );
}
