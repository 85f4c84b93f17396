import { beforeAll, describe, expect, test } from 'vitest';
import type { Proposal, Request } from '../../src/api/proposer.ts';
import { admit } from '../../src/change/gates.ts';
import { faultyNamesOf } from '../../src/language/javascript/names.ts';
import { parse } from '../../src/language/javascript/parse.ts';
import { readProgram, withFiles } from '../../src/language/program.ts';
import { sourcesOf } from '../../src/language/source.ts';
import { operatorsFor } from '../../src/proposers/operators/index.ts';
import { randomStream } from '../../src/random.ts';
import { aCandidate } from '../factory.ts';
import { programs } from '../fixtures/programs/index.ts';

const operators = operatorsFor(readProgram({ 'a.js': '' }));

const never = new AbortController().signal;
const rounds = 150;

const families = Object.fromEntries(
  Object.entries(programs).map(([name, { files, relative }]) => {
    const parent = aCandidate(1, readProgram(files));
    return [name, { parent, inspirations: [aCandidate(2, readProgram(relative))] }] as const;
  }),
);

function requestFor(name: string, seed: number): Request {
  return { statement: '', direction: 'max', ...families[name]!, random: randomStream(seed) };
}

const proposals = (operator: (typeof operators)[number], name: string, count = rounds) =>
  Array.from({ length: count }, (_, seed) => operator.propose(requestFor(name, seed), never) as Proposal);

describe.each(operators.map((operator) => [operator.name, operator] as const))('%s', (_, operator) => {
  describe.each(Object.keys(programs))('on the program %s', (name) => {
    const { program: parent } = families[name]!.parent;
    let made: readonly Proposal[];
    beforeAll(() => {
      made = proposals(operator, name);
    });

    test('a child parses, and differs from its parent inside the blocks only', () => {
      for (const proposal of made) {
        if (proposal.status === 'refused') continue;
        const admission = admit(parent, proposal.files);
        expect(admission.status === 'refused' ? admission.reason : 'admitted').toMatch(/^(admitted|unchanged)$/);
        expect(proposal.summary).toMatch(/^\S.*$/);
      }
    });

    test('a child uses no undeclared name', () => {
      for (const proposal of made) {
        if (proposal.status === 'refused') continue;
        for (const [index, file] of sourcesOf(withFiles(parent, proposal.files)).entries()) {
          const known = faultyNamesOf(sourcesOf(parent)[index]!).free;
          const unknown = [...faultyNamesOf(file).free].filter((free) => !known.has(free) && !(free in globalThis));
          expect(unknown, file.text).toEqual([]);
        }
      }
    });

    test('the same random stream makes the same proposal', () => {
      expect(proposals(operator, name)).toEqual(made);
    });
  });

  test('it makes children of some program, and different ones', () => {
    const made = Object.keys(programs).flatMap((name) =>
      proposals(operator, name, 20).flatMap((proposal) =>
        proposal.status === 'proposed' ? [JSON.stringify(proposal.files)] : [],
      ),
    );
    expect(new Set(made).size).toBeGreaterThan(1);
  });

  test('where nothing can be changed it refuses', () => {
    const files = { 'main.ts': '// EVOLVE-BLOCK-START\n// EVOLVE-BLOCK-END\nexport const x = 1 + 2;\n' };
    const parent = aCandidate(1, readProgram(files));
    const request: Request = {
      statement: '',
      direction: 'max',
      parent,
      inspirations: [parent],
      random: randomStream(1),
    };
    expect(operator.propose(request, never)).toMatchObject({ status: 'refused' });
  });
});

test('operators have names of their own', () => {
  expect(new Set(operators.map(({ name }) => name)).size).toBe(operators.length);
});

test('the programs of this suite parse', () => {
  for (const { files, relative } of Object.values(programs))
    for (const [name, text] of [...Object.entries(files), ...Object.entries(relative)])
      expect(parse({ name, text }).error).toBeUndefined();
});
