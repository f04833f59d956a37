/**
 * Who the devices are. The design names 200 of them, 10 % sleepers or colluders, 10 % erratic, and 0.2 % honest error. What it does not
 * name is chosen here, and varied by the benchmark:
 * - Every device has an owner of its own, which is best for cheats; all are equally fast and stay from beginning to end.
 * - Honest devices, and all others while they behave, are wrong in 0.2 % of their results, each time in another way.
 * - Erratic ones are wrong in 30 % of their results, each time in another way: with that BOINC's rule needs the runs that the design
 *   names for it. Rarely wrong ones are harder to find, and measured besides.
 * - Sleepers are honest until they are trusted, and then wrong in every result, or in a share of them, each time in another way. They
 *   know how far they are trusted, which no real device is told, and so are honest again as soon as they were caught.
 * - Colluders are sleepers who know of each other and give the same wrong answer. They cheat when they are trusted, and when two of them
 *   have the same task at once; and each backs the wrong answer another gave.
 */
export const right = 0;
/** The answer that all colluders give. Other wrong answers are positive, and given once. */
const colluded = -1;
const honestError = 0.002;

/** Hosts of each kind in the numbers given, and honest ones up to `hosts`. `answer` gives `right`, or another number. */
export function population(mix, random) {
  const { hosts, sleepers = 0, colluders = 0, erratic = 0, erraticError = 0.3, cheatShare = 1 } = mix;
  let wrongAnswers = 0;
  const wrong = () => (wrongAnswers += 1);
  const withError = (rate) => (random() < rate ? wrong() : right);
  const answers = {
    honest: () => withError(honestError),
    erratic: () => withError(erraticError),
    sleeper: (task, isTrusted) => (isTrusted && random() < cheatShare ? wrong() : withError(honestError)),
    colluder: (task, isTrusted) => (colludersCheat(task, isTrusted) ? colluded : withError(honestError)),
  };
  const kinds = [
    ...Array(sleepers).fill('sleeper'),
    ...Array(colluders).fill('colluder'),
    ...Array(erratic).fill('erratic'),
  ];
  return Array.from({ length: hosts }, (_, n) => {
    const kind = kinds[n] ?? 'honest';
    return { id: `host ${n}`, kind, answer: answers[kind] };
  });
}

/** Colluders agree about a task when the first of them reports; who comes later follows. */
function colludersCheat(task, isTrusted) {
  task.colludersCheat ??= isTrusted || task.hosts.filter(({ kind }) => kind === 'colluder').length > 1;
  return task.colludersCheat;
}
