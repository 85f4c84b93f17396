/**
 * Median time of the gates (faults, blocks, key, measures) for one child in each language, and of a proposal of its
 * operators with its gates:
 *   node bench/languages.ts [rounds]
 */
import type { Request } from '../src/api/proposer.ts';
import { admit } from '../src/change/gates.ts';
import { edited, replaceNumber } from '../src/language/edit.ts';
import { languageOf } from '../src/language/index.ts';
import { numbersOf, readProgram } from '../src/language/program.ts';
import { operatorsFor } from '../src/proposers/operators/index.ts';
import { randomStream } from '../src/random.ts';
import { fixtures } from '../test/fixtures/languages/index.ts';
import { median } from './median.ts';

const rounds = Number(process.argv[2] ?? 200);
const random = randomStream(1);
const never = new AbortController().signal;

function time(work: () => void): number {
  const begin = performance.now();
  work();
  return performance.now() - begin;
}

for (const { file, text } of fixtures) {
  const program = readProgram({ [file]: text });
  const gates = Array.from({ length: rounds }, () => {
    const number = random.pick(numbersOf(program));
    const child = { [file]: edited(text, [replaceNumber(number, number.value + 1 + random.int(1000))]) };
    return time(() => admit(program, child));
  });
  const parent = { number: 1, program, score: 0, fitness: 0 };
  const operators = operatorsFor(program);
  const proposals = Array.from({ length: rounds }, (_, seed) => {
    const request: Request = {
      ...{ statement: '', direction: 'max', parent, inspirations: [parent], random: randomStream(seed) },
    };
    const operator = random.pick(operators);
    return time(() => {
      const proposal = operator.propose(request, never);
      if (typeof proposal !== 'function' && proposal.status === 'proposed') admit(program, proposal.files);
    });
  });
  const lines = `${text.split('\n').length} lines`;
  const [gate, proposal] = [gates, proposals].map((times) => `${median(times).toFixed(2)} ms`);
  console.log(`${languageOf(file).name.padEnd(12)} ${lines.padEnd(10)} gates ${gate}, proposal ${proposal}`);
}
