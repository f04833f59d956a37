import { useState, type SyntheticEvent, type ReactNode } from 'react';
import { dateOf } from '../page/dateOf.js';
import type { Passkey } from './fetchAccount.js';

interface PasskeyRowProps {
  readonly passkey: Passkey;
  readonly onRename: (name: string) => void;
  readonly onRemove: () => void;
}

type Mode = 'shown' | 'renaming' | 'removing';

/** One passkey. Removing it asks once more. */
export function PasskeyRow({ passkey, onRename, onRemove }: PasskeyRowProps): ReactNode {
  const [mode, setMode] = useState<Mode>('shown');
  const close = (): void => setMode('shown');
  switch (mode) {
    case 'shown':
      return (
        <li>
          <Facts passkey={passkey} />
          <span className="actions">
            <ActionButton label="Rename" of={passkey.name} onPress={() => setMode('renaming')} />
            <ActionButton label="Remove" of={passkey.name} onPress={() => setMode('removing')} />
          </span>
        </li>
      );
    case 'renaming':
      return (
        <li>
          <Renaming
            name={passkey.name}
            onCancel={close}
            onSave={(name) => {
              close();
              onRename(name);
            }}
          />
        </li>
      );
    case 'removing':
      return (
        <li>
          <span>
            Remove <strong>{passkey.name}</strong>? It will not sign you in any more.
          </span>
          <span className="actions">
            <button type="button" className="button" onClick={onRemove} autoFocus>
              Remove it
            </button>
            <ActionButton label="Keep" of={passkey.name} onPress={close} />
          </span>
        </li>
      );
  }
}

function Facts({ passkey }: { readonly passkey: Passkey }): ReactNode {
  const used = passkey.lastUsedAt === null ? 'never used' : `last used ${dateOf(passkey.lastUsedAt)}`;
  return (
    <span>
      <strong>{passkey.name}</strong>
      <br />
      <span className="quiet">
        added {dateOf(passkey.createdAt)}, {used}
        {passkey.backedUp && ', synced'}
      </span>
    </span>
  );
}

interface ActionButtonProps {
  readonly label: string;
  readonly of: string;
  readonly onPress: () => void;
}

function ActionButton({ label, of, onPress }: ActionButtonProps): ReactNode {
  return (
    <button type="button" className="link" aria-label={`${label} ${of}`} onClick={onPress}>
      {label}
    </button>
  );
}

interface RenamingProps {
  readonly name: string;
  readonly onSave: (name: string) => void;
  readonly onCancel: () => void;
}

function Renaming({ name, onSave, onCancel }: RenamingProps): ReactNode {
  const [wanted, setWanted] = useState(name);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    onSave(wanted);
  };
  return (
    <form className="entry" onSubmit={submit}>
      <input
        aria-label={`New name of ${name}`}
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
        maxLength={100}
        required
        autoFocus
      />
      <button type="submit" className="button">
        Save
      </button>
      <button type="button" className="link" onClick={onCancel}>
        Cancel
      </button>
    </form>
  );
}
