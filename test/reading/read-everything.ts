import { applyAnswer } from '../../src/change/answer.ts';
import { admit } from '../../src/change/gates.ts';
import { link } from '../../src/evaluation/link.ts';
import { tokensOf } from '../../src/highlight.ts';
import { answerQuestions } from '../../src/language/answer-questions.ts';
import { languageOf } from '../../src/language/index.ts';
import { lexiconOf } from '../../src/language/lexicon.ts';
import { measureProgram, numbersOf, programKey, programShape, readProgram } from '../../src/language/program.ts';
import { type SourceFile, sourcesOf } from '../../src/language/source.ts';
import { plainBlock } from '../../src/plain.ts';
import { operatorsFor } from '../../src/proposers/operators/index.ts';
import { randomStream } from '../../src/random.ts';
import { aCandidate } from '../factory.ts';
import type { Written } from './texts.ts';

/** Processor time that the slowest part took, in milliseconds. */
export interface Slowest {
  readonly part: string;
  readonly milliseconds: number;
}

/** All that the engine does with a text of a stranger in its main thread. */
function partsOf({ name, text }: Written): Readonly<Record<string, () => unknown>> {
  const parent = readProgram({ [name]: '' });
  const program = readProgram({ [name]: text });
  const [file] = sourcesOf(program);
  const language = languageOf(name);
  const random = randomStream(1);
  const request = { statement: '', direction: 'max', inspirations: [], random } as const;
  // Only what has run becomes a parent.
  const mayRun = admit(parent, program.files).status === 'admitted' && language.faults(file as SourceFile).length === 0;
  const proposals = (mayRun ? operatorsFor(program) : []).map(
    (operator) =>
      [operator.name, () => operator.propose({ ...request, parent: aCandidate(1, program) }, never)] as const,
  );
  const answers = [text, `\`\`\`\n${text}\n\`\`\``, `<<<<<<< SEARCH\n=======\n${text}\n>>>>>>> REPLACE`];
  return {
    gates: () => admit(parent, program.files),
    key: () => [programKey(program), programShape(program)],
    measures: () => [measureProgram(program), numbersOf(program)],
    outline: () => file && language.outline(file),
    definitions: () => file && language.definitions?.(file),
    link: () => [link(program), link(program, { metered: true })],
    highlight: () => tokensOf(text, lexiconOf(name)),
    show: () => plainBlock(text),
    ...Object.fromEntries(answers.map((answer, way) => [`answer ${way}`, () => applyAnswer(parent, answer, false)])),
    ...Object.fromEntries(proposals),
  };
}

const never = new AbortController().signal;

function readEverything(written: Written): Slowest {
  const taken = Object.entries(partsOf(written)).map(([part, read]) => {
    const before = process.threadCpuUsage().user;
    read();
    return { part, milliseconds: (process.threadCpuUsage().user - before) / 1000 };
  });
  return taken.toSorted((a, b) => b.milliseconds - a.milliseconds)[0] as Slowest;
}

answerQuestions<Written, Slowest>(readEverything);
