import { describe, expect, test } from 'vitest';
import type { Program } from '../../src/api/program.ts';
import type { Proposer, Request } from '../../src/api/proposer.ts';
import { admit } from '../../src/change/gates.ts';
import { readProgram } from '../../src/language/program.ts';
import { operatorsFor } from '../../src/proposers/operators/index.ts';
import { tunersWith } from '../../src/proposers/tuners/index.ts';
import { randomStream } from '../../src/random.ts';
import { aCandidate } from '../factory.ts';
import { closeness, functionTrials } from '../fixtures/function-trials.ts';
import { proposalOf } from '../fixtures/proposal-of.ts';

const operators = operatorsFor(readProgram({ 'a.js': '' }));

const text = `export const fixed = 3;
// EVOLVE-BLOCK-START
export function f(x: number): number {
  const scale = 0.5;
  let sum = 0;
  sum += 0;
  [0, 1, 2].forEach((item, i) => (sum += scale * x + item));
  return sum - 1.5;
}
// EVOLVE-BLOCK-END
`;
const programs: Readonly<Record<string, Program>> = {
  typescript: readProgram({ 'main.ts': text }),
  javascript: readProgram({ 'main.js': text.replaceAll(': number', '') }),
};
const points = [-2, -1, 0, 1, 2, 3];
/** The program can nearly express 4x - 3 by its numbers. */
const score = closeness(points.map((x) => 4 * x - 3));

async function propose(proposer: Proposer, program: Program, seed: number, more: Partial<Request> = {}) {
  const trials = functionTrials(points, score, 150);
  const [own] = await functionTrials(points, score).evaluate([program]);
  const parent = aCandidate(1, program, own);
  const usual = { statement: '', direction: 'max', parent, inspirations: [parent] } as const;
  const request: Request = { ...usual, random: randomStream(seed), trials, ...more };
  return { proposal: await proposalOf(proposer, request), trials };
}

const seeds = Array.from({ length: 6 }, (_, seed) => seed);

describe.each(tunersWith(operators, true).map((proposer) => [proposer.name, proposer] as const))(
  '%s',
  (_, proposer) => {
    describe.each(Object.entries(programs))('on %s', (_, program) => {
      test('a child passes the gates', async () => {
        let children = 0;
        for (const seed of seeds) {
          const { proposal } = await propose(proposer, program, seed);
          if (proposal.status === 'refused') continue;
          children++;
          expect(admit(program, proposal.files)).toMatchObject({ status: 'admitted' });
          expect(proposal.summary).toMatch(/^\S.*$/);
        }
        expect(children).toBeGreaterThan(0);
      });

      test('the same random stream makes the same proposal, and so does its record without any trial', async () => {
        for (const seed of seeds) {
          const { proposal } = await propose(proposer, program, seed);
          expect((await propose(proposer, program, seed)).proposal).toEqual(proposal);
          if (proposal.replayData === undefined) continue;
          const replayed = await propose(proposer, program, seed, {
            replayData: proposal.replayData,
            trials: functionTrials(points, score, 0),
          });
          expect(replayed.proposal).toEqual(proposal);
        }
      });
    });

    test('it never exceeds its trials, however few', async () => {
      for (const limit of [0, 1, 7]) {
        const trials = functionTrials(points, score, limit);
        const found = await propose(proposer, programs.typescript as Program, 3, { trials });
        expect(trials.count).toBeLessThanOrEqual(limit);
        expect(found.proposal.status).toMatch(/proposed|refused/);
      }
    });

    test('without trials or a record it refuses', async () => {
      const program = programs.typescript as Program;
      const parent = aCandidate(1, program);
      for (const seed of seeds) {
        const usual = { statement: '', direction: 'max', parent, inspirations: [] } as const;
        const request: Request = { ...usual, random: randomStream(seed) };
        expect(await proposalOf(proposer, request)).toMatchObject({ status: 'refused' });
      }
    });

    test('where nothing can be changed it refuses', async () => {
      const files = {
        'main.ts': '// EVOLVE-BLOCK-START\n// EVOLVE-BLOCK-END\nexport function f(x) { return x + 2; }\n',
      };
      expect((await propose(proposer, readProgram(files), 1)).proposal).toMatchObject({ status: 'refused' });
    });
  },
);
