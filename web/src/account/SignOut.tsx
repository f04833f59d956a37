import { useState, type ReactNode } from 'react';
import { signOut } from '../home/signOut.js';

/** Ends the session of this browser, and goes to the sign-in page. */
export function SignOut(): ReactNode {
  const [note, setNote] = useState('');
  const leave = async (): Promise<void> => {
    if (await signOut()) window.location.assign('/sign-in/');
    else setNote(' Signing out did not work. Try again.');
  };
  return (
    <>
      <button type="button" className="link" onClick={() => void leave()}>
        Sign out
      </button>
      <span role="status">{note}</span>
    </>
  );
}
