/**
 * Median time of the gates (faults, blocks, key, measures) for one child in each language:
 *   node bench/languages.ts [rounds]
 */
import { admit } from '../src/change/gates.ts';
import { edited, replaceNumber } from '../src/language/edit.ts';
import { languageOf } from '../src/language/index.ts';
import { numbersOf, readProgram } from '../src/language/program.ts';
import { randomStream } from '../src/random.ts';
import { fixtures } from '../test/fixtures/languages/index.ts';
import { median } from './median.ts';

const rounds = Number(process.argv[2] ?? 200);
const random = randomStream(1);

for (const { file, text } of fixtures) {
  const parent = readProgram({ [file]: text });
  const children = Array.from({ length: rounds }, () => {
    const number = random.pick(numbersOf(parent));
    return { [file]: edited(text, [replaceNumber(number, number.value + 1 + random.int(1000))]) };
  });
  const times = children.map((files) => {
    const begin = performance.now();
    admit(parent, files);
    return performance.now() - begin;
  });
  const lines = `${text.split('\n').length} lines`;
  console.log(`${languageOf(file).name.padEnd(12)} ${lines.padEnd(10)} ${median(times).toFixed(2)} ms`);
}
