import { useEffect, useState, type ReactNode } from 'react';
import { fetchViewer, type Viewer } from './fetchViewer.js';
import { signOut } from './signOut.js';

/** Greets who is signed in, and lets them leave; shows nothing to anybody else. */
export function ViewerGreeting(): ReactNode {
  const [viewer, setViewer] = useState<Viewer | null>(null);
  const [note, setNote] = useState('');
  useEffect(() => {
    const stop = new AbortController();
    void fetchViewer(stop.signal).then((found) => {
      if (!stop.signal.aborted) setViewer(found);
    });
    return () => stop.abort();
  }, []);
  const leave = async (): Promise<void> => {
    const done = await signOut();
    setNote(done ? 'You are signed out.' : 'Signing out did not work. Try again.');
    if (done) setViewer(null);
  };
  return (
    <>
      <p role="status">{note}</p>
      {viewer !== null && <Greeting viewer={viewer} onLeave={() => void leave()} />}
    </>
  );
}

function Greeting({ viewer, onLeave }: { readonly viewer: Viewer; readonly onLeave: () => void }): ReactNode {
  return (
    <p>
      You are signed in as <strong>{viewer.person}</strong>
      {viewer.community === null ? '. ' : ` in ${viewer.community}. `}
      <a href="/account/">Your account</a>
      {' · '}
      <button type="button" className="link" onClick={onLeave}>
        Sign out
      </button>
    </p>
  );
}
