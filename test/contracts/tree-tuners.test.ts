import { describe, expect, test } from 'vitest';
import type { Program } from '../../src/api/program.ts';
import type { Request, Trials } from '../../src/api/proposer.ts';
import { admit } from '../../src/change/gates.ts';
import { languageOf } from '../../src/language/index.ts';
import { numbersOf, programShape, readProgram } from '../../src/language/program.ts';
import { operatorsFor } from '../../src/proposers/operators/index.ts';
import { tunersWith } from '../../src/proposers/tuners/index.ts';
import { randomStream } from '../../src/random.ts';
import { aCandidate } from '../factory.ts';
import { fixtures } from '../fixtures/languages/index.ts';
import { proposalOf } from '../fixtures/proposal-of.ts';

/** Trials that judge programs by their text alone. */
function textTrials(fitness: (program: Program) => number): Trials {
  let left = 400;
  const evaluate = async (programs: readonly Program[]) => {
    left -= programs.length;
    return programs.map(fitness);
  };
  return {
    get left() {
      return left;
    },
    evaluate,
    race: evaluate,
  };
}

const natives = fixtures.filter(({ file }) => languageOf(file).tree);
const tuners = (program: Program) =>
  new Map(tunersWith(operatorsFor(program), false).map((proposer) => [proposer.name, proposer]));

async function propose(name: string, program: Program, fitness: (program: Program) => number, seed = 1) {
  const parent = aCandidate(1, program, fitness(program));
  const request: Request = {
    ...{ statement: '', direction: 'max', parent, inspirations: [], random: randomStream(seed) },
    trials: textTrials(fitness),
  };
  return await proposalOf(tuners(program).get(name)!, request);
}

describe.each(natives.map((fixture) => [fixture.id, fixture] as const))('%s', (_, { file, text }) => {
  const program = readProgram({ [file]: text });

  test('tune brings numbers near to wanted ones, and writes them as the language does', async () => {
    const wanted = numbersOf(program).map(({ value, integral }) => (integral ? value + 3 : value * 1.5 + 0.2));
    const miss = (one: Program) =>
      -numbersOf(one).reduce(
        (sum, { value }, at) => sum + Math.abs(value - (wanted[at] ?? 0)) / (1 + Math.abs(wanted[at] ?? 0)),
        0,
      );
    const tuned = await propose('tune', program, miss);
    const files = tuned.status === 'proposed' ? tuned.files : {};
    const child = readProgram(files);
    expect(miss(child)).toBeGreaterThan(miss(program));
    expect(programShape(child)).toBe(programShape(program));
    expect(admit(program, files)).toMatchObject({ status: 'admitted' });
  });

  test('simplify leaves out what the score does not need, and the child still parses', async () => {
    const [region] = languageOf(file).blocks({ name: file, text }).regions;
    const numbers = numbersOf(program).map(({ value }) => value);
    const kept = numbers.find((value) => numbers.filter((other) => other === value).length === 1);
    const needed = (one: Program) => (numbersOf(one).some(({ value }) => value === kept) ? 1 : Number.NaN);
    const simple = await propose('simplify', program, needed);
    const files = simple.status === 'proposed' ? simple.files : {};
    expect(admit(program, files)).toMatchObject({ status: 'admitted' });
    expect(files[file]?.length).toBeLessThan(text.length - 0.5 * ((region?.end ?? 0) - (region?.start ?? 0)));
    expect(needed(readProgram(files))).toBe(1);
  });

  test('change-and-tune makes a change of an operator', async () => {
    const changed = await propose('change-and-tune', program, ({ files }) => (files[file] === text ? 0 : 1), 3);
    expect(changed).toMatchObject({ status: 'proposed' });
    expect(admit(program, changed.status === 'proposed' ? changed.files : {})).toMatchObject({ status: 'admitted' });
  });
});

test('what only models can change has no operators and no tuners', () => {
  const program = readProgram({ 'prompt.md': 'Answer in 3 words.\n' });
  expect([operatorsFor(program), [...tuners(program)]]).toEqual([[], []]);
});

test('operators of one name do the same in all languages, so the names of JavaScript are known to others', () => {
  const [script, tree] = ['a.js', 'a.py'].map((file) =>
    operatorsFor(readProgram({ [file]: '' })).map(({ name }) => name),
  );
  expect(tree?.filter((name) => !script?.includes(name))).toEqual(['swap-sides', 'unwrap-expression']);
});
