import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startFakeOllama, wire } from '../fixtures/fake-ollama.ts';
import { germline } from './germline.ts';
import { newFolder } from './new-folder.ts';

const folder = newFolder();
const perfect = '// EVOLVE-BLOCK-START\nexport function values() {\n  return [100];\n}\n// EVOLVE-BLOCK-END\n';
writeFileSync(join(folder, 'perfect.ts'), perfect);

/** Runs a search that cannot get any better. */
const run = (name: string, ...args: string[]) =>
  germline(folder, 'run', './near-hundred', '--initial', 'perfect.ts', '--population', name, ...args, '--json');

test('a run ends when its score has not risen for so many attempts; another patience takes the place of that', async () => {
  const first = JSON.parse((await run('p', '--patience', '5', '--deterministic')).out);
  expect(first).toMatchObject({ ending: 'patience', best: { score: 0, attempt: 0 } });
  expect(first.attempts).toBe(5 + 7); // told when the fifth was, of eight at once
  const again = JSON.parse((await germline(folder, 'resume', 'p', '--patience', '30', '--json')).out);
  expect(again).toMatchObject({ ending: 'patience', attempts: 30 - 5 });
  expect(JSON.parse((await germline(folder, 'replay', 'p', '--json')).out)).toMatchObject({ same: true });
});

test('a run ends when its score has not risen for so long', async () => {
  expect(JSON.parse((await run('q', '--patience', '2s')).out)).toMatchObject({
    ending: 'patience',
    best: { score: 0 },
  });
  const resumed = await germline(folder, 'resume', 'q', '--patience', '3', '--json');
  expect(JSON.parse(resumed.out)).toMatchObject({ ending: 'patience', attempts: 0 });
});

test('a run ends when its models have cost so much, all of them together', async () => {
  const fake = await startFakeOllama({ models: ['cheap', 'dear'], otherwise: wire.says('IDEA: nothing') });
  onTestFinished(() => fake.close());
  const models = ['cheap', 'dear'].flatMap((name) => ['--model', `name=${name},host=${fake.url},repairs=0,price=1000`]);
  const result = JSON.parse((await run('m', '--proposers', 'none', ...models, '--money', '5')).out);
  expect(result).toMatchObject({ ending: 'money' });
  const spent = result.models.map(({ money }: { money: number }) => money);
  expect(spent[0] + spent[1]).toBeGreaterThanOrEqual(5);
  expect(Math.max(...spent)).toBeLessThan(5);
  expect(JSON.parse((await germline(folder, 'resume', 'm', '--json')).out)).toMatchObject({
    ending: 'money',
    attempts: 0,
  });
});

test('limits that cannot be used are refused', async () => {
  const wrong: readonly [readonly string[], RegExp][] = [
    [['--patience', '0'], /patienceAttempts/],
    [['--patience', 'soon'], /Invalid duration 'soon'/],
    [['--patience', '-3'], /Invalid duration '-3'/],
    [['--patience', '3s', '--deterministic'], /deterministic run/],
    [['--money', '-1'], /money/],
    [['--money', '5'], /needs a --model with a price/],
    [['--money', '5', '--model', 'name=free'], /needs a --model with a price/],
  ];
  for (const [args, why] of wrong)
    expect(await run('wrong', ...args), args.join(' ')).toMatchObject({ code: 2, err: expect.stringMatching(why) });
});
