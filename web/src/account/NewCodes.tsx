import { useState, type ReactNode } from 'react';

interface NewCodesProps {
  readonly codes: readonly string[];
  readonly onKept: () => void;
}

/** Shows recovery codes for the only time, to be copied or printed. */
export function NewCodes({ codes, onKept }: NewCodesProps): ReactNode {
  const [note, setNote] = useState('');
  const copy = (): void => {
    navigator.clipboard.writeText(codes.join('\n')).then(
      () => setNote('Copied.'),
      () => setNote('The browser did not let the page copy. Select the codes and copy them yourself.'),
    );
  };
  return (
    <section className="panel printed" aria-labelledby="new-codes">
      <h2 id="new-codes">Keep these recovery codes</h2>
      <p>
        They are shown only now. Each signs you in once at {window.location.origin}/sign-in/ when your
        passkeys are lost.
      </p>
      <ol className="codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <p className="actions unprinted">
        <button type="button" className="button" onClick={copy}>
          Copy
        </button>
        <button type="button" className="button" onClick={() => window.print()}>
          Print
        </button>
        <button type="button" className="link" onClick={onKept}>
          I have kept them
        </button>
      </p>
      <p role="status" className="unprinted">
        {note}
      </p>
    </section>
  );
}
