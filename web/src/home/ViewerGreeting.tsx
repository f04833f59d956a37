import { useEffect, useState, type ReactNode } from 'react';
import { fetchViewerName } from './fetchViewerName.js';

/** Greets who is signed in; nothing for anybody else. */
export function ViewerGreeting(): ReactNode {
  const [name, setName] = useState<string | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    void fetchViewerName(stop.signal).then((found) => {
      if (!stop.signal.aborted) setName(found);
    });
    return () => stop.abort();
  }, []);
  return (
    <p role="status">
      {name !== null && (
        <>
          You are signed in as <strong>{name}</strong>.
        </>
      )}
    </p>
  );
}
