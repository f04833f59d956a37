import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cosignNote,
  formatCheckpoint,
  formatNoteKey,
  MerkleTree,
  noteKeyOf,
  openNote,
  parseCheckpoint,
  parseNoteKey,
  signNote,
  type NoteKey,
  type NoteSigner,
} from '../../src/index.js';

/** The example of Go's package golang.org/x/mod/sumdb/note, from which the format comes. */
const published = {
  key: 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  note: [
    'If you think cryptography is the answer to your problem,',
    "then you don't know what your problem is.",
    '',
    '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=',
    '',
  ].join('\n'),
};

const newSigner = (name: string): NoteSigner => ({
  name,
  privateKey: generateKeyPairSync('ed25519').privateKey,
});
const keyFrom = (text: string): NoteKey => {
  const key = parseNoteKey(text);
  if (key === undefined) throw new Error('a key expected');
  return key;
};
const codeOf = (note: string, keys: readonly NoteKey[]) => {
  try {
    openNote(note, keys);
    return 'OPEN';
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

const log = newSigner('log.example.org/com_1');
const witness = newSigner('witness.example.net');
const text = 'log.example.org/com_1\n3\nAAAA\n';

describe('a signed note', () => {
  it('of others is understood', () => {
    expect(openNote(published.note, [keyFrom(published.key)])).toMatchObject({
      text: "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
      signedBy: [{ key: { name: 'PeterNeumann' }, at: null }],
    });
    expect(formatNoteKey(keyFrom(published.key))).toBe(published.key);
  });

  it('says who signed it, and when a witness saw it', () => {
    const note = cosignNote(signNote(text, log), witness, 1_780_000_000);
    const keys = [noteKeyOf(log), noteKeyOf(witness, 'COSIGNATURE')];
    expect(openNote(note, keys)).toEqual({
      text,
      signedBy: [
        { key: keys[0], at: null },
        { key: keys[1], at: 1_780_000_000 },
      ],
    });
    expect(openNote(note, [noteKeyOf(log)]).signedBy).toHaveLength(1);
    expect(openNote(note, [noteKeyOf(witness, 'COSIGNATURE')]).signedBy).toHaveLength(1);
  });

  it('is not believed without a signature that one knows, or with a forged one', () => {
    const note = signNote(text, log);
    expect(codeOf(note, [noteKeyOf(newSigner(log.name))])).toBe('NOTE_UNSIGNED');
    expect(codeOf(note, [])).toBe('NOTE_UNSIGNED');
    expect(codeOf(note.replace('\n3\n', '\n4\n'), [noteKeyOf(log)])).toBe('NOTE_FORGED');
    const seen = cosignNote(note, witness, 10);
    const later = cosignNote(note, witness, 11);
    const [line = '', other = ''] = [seen, later].map((each) => each.slice(note.length));
    const start = '— witness.example.net '.length;
    const timed = (signature: string) => Buffer.from(signature.slice(start), 'base64');
    const forged = Buffer.concat([timed(other).subarray(0, 12), timed(line).subarray(12)]).toString('base64');
    const key = noteKeyOf(witness, 'COSIGNATURE');
    expect(codeOf(`${note}— witness.example.net ${forged}\n`, [key])).toBe('NOTE_FORGED');
  });

  it.each([
    ['', 'nothing'],
    ['text\n', 'a text alone'],
    ['text\n\n', 'no signature'],
    ['text\n\n- log AAAAAAAA\n', 'a dash that is none'],
    ['text\n\n— log AAAA\n', 'a signature that is empty'],
    ['text\n\n— log AAAAAAAA', 'no end of the line'],
    ['te\u0000xt\n\n— log AAAAAAAA\n', 'control characters'],
    [`text\n\n${'— log AAAAAAAA\n'.repeat(101)}`, 'too many signatures'],
    [`${'x'.repeat(1_000_001)}\n\n— log AAAAAAAA\n`, 'too much'],
  ])('%j is none (%s)', (note) => {
    expect(codeOf(note, [noteKeyOf(log)])).toBe('NOTE_MALFORMED');
  });

  it('is never believed, nor an unexpected failure, once anything of it is another', () => {
    const note = cosignNote(signNote(text, log), witness, 5);
    const keys = [noteKeyOf(log), noteKeyOf(witness, 'COSIGNATURE')];
    fc.assert(
      fc.property(fc.nat(note.length - 1), fc.string({ minLength: 1, maxLength: 3 }), (at, other) => {
        const changed = note.slice(0, at) + other + note.slice(at + other.length);
        const code = codeOf(changed, keys);
        if (code === 'OPEN') expect(openNote(changed, keys).text).toBe(text);
        else expect(code).toMatch(/^NOTE_/);
      }),
    );
  });

  it('is made of nothing that would be read otherwise', () => {
    for (const wrong of ['no end', 'a\u0007\n', '']) expect(() => signNote(wrong, log)).toThrow(RangeError);
    for (const name of ['', 'two words', 'a+b'])
      expect(() => signNote(text, { ...log, name })).toThrow(RangeError);
  });

  it.each([
    '',
    'a',
    'a+b+c',
    published.key.replace('c74f20a3', 'c74f20a4'),
    published.key.replace('+ARpc', '+AhpC'),
  ])('is checked by no such key as %j', (key) => {
    expect(parseNoteKey(key)).toBeUndefined();
  });
});

describe('a checkpoint', () => {
  it('is read as it was written', () => {
    const tree = new MerkleTree();
    tree.append(Uint8Array.of(1));
    for (const extensions of [[], ['head 1', 'more']]) {
      const checkpoint = { origin: 'log.example.org/com_1', size: tree.size, root: tree.root, extensions };
      const read = parseCheckpoint(formatCheckpoint(checkpoint));
      expect(read && { ...read, root: Uint8Array.from(read.root) }).toEqual({
        ...checkpoint,
        root: Uint8Array.from(tree.root),
      });
    }
  });

  const root = Buffer.alloc(32).toString('base64');
  it.each([
    '',
    `\n1\n${root}\n`,
    `log\n01\n${root}\n`,
    `log\n-1\n${root}\n`,
    `log\n1e3\n${root}\n`,
    `log\n99999999999999999999\n${root}\n`,
    `log\n1\nAAAA\n`,
    `log\n1\n${root}x\n`,
    `log\n1\n${root}`,
    `log\n1\n${root}\n\n`,
  ])('is none that says %j', (wrong) => {
    expect(parseCheckpoint(wrong)).toBeUndefined();
  });
});
