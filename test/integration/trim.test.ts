import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { germline } from '../e2e/germline.ts';
import { description, makeRepository, whyNoRepositories, withBody } from '../fixtures/repository.ts';

const missing = whyNoRepositories();
if (missing) console.warn(`NOT TESTED: parts of a winner that gain nothing. ${missing}`);

/** Adds squares in steps that the measure counts. */
const slow = `/** The sum of the squares of the whole numbers below n. */
export function sumSquares(n, step = () => {}) {
  let total = 0;
  const first = 0;
  for (let i = first; i < n; i++) {
    for (let k = 0; k < i; k++) {
      total += i;
      step();
    }
  }
  return total;
}
`;
/** Fewer steps, and two changes that gain nothing. */
const winner = withBody(`  let total = 0 + 0;
  const first = 0;
  for (let i = first; i < n; i++) {
    total += i * i;
    step();
  }
  return +total;`).replace('(n)', '(n, step = () => {})');

/** Prints the steps of a sum: the same each time. */
const bench = `import { sumSquares } from './src/sum.js';

let steps = 0;
sumSquares(100, () => steps++);
console.log(steps);
`;

test.skipIf(missing)('apply takes back what gains nothing, and has what is left audited', async () => {
  const root = makeRepository({ 'src/sum.js': slow, 'bench.js': bench }, description);
  const run = async (...args: string[]) => {
    const done = await germline(root, ...args);
    expect(done.code, done.err).toBe(0);
    return done;
  };
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' });
  for (const [name, value] of Object.entries({ name: 'A User', email: 'user@example.org' }))
    git('config', `user.${name}`, value);
  await run('run', '.', '--attempts', '1', '--population', 'p', '--proposers', 'interchange-loops');
  writeFileSync(join(root, 'populations/winner.js'), winner);
  await run('add', 'p', 'populations/winner.js');
  await run('audit', 'p');
  const { out, err } = await run('apply', 'p', '--json');
  expect(err).toMatch(/Racing the winner without each of the 3 parts/);
  expect(JSON.parse(out)).toMatchObject({ trimmed: { taken: 2, parts: 3 }, audit: { status: 'confirmed' } });
  const applied = git('show', 'germline/p:src/sum.js');
  expect(applied).toContain('total += i * i;');
  expect(applied).toContain('let total = 0;\n');
  expect(applied).toContain('  return total;');
  expect(git('log', '-1', '--format=%B', 'germline/p')).toMatch(
    /2 of 3 changed parts were taken back: [\s\S]*, and confirmed it/,
  );
});
