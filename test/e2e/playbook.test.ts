import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PlaybookItem } from '../../src/api/playbook.ts';
import { type FakeOllama, type Scenario, startFakeOllama, wire } from '../fixtures/fake-ollama.ts';
import { command, germline, startBy } from './germline.ts';
import { newFolder } from './new-folder.ts';

const lesson = 'a larger sum is better until it is a hundred';

/** Learns the same at each reflection, and writes another program each time. */
const model: Scenario = (call) => {
  const { messages, options } = call.body;
  if (messages[0]?.content.includes('You keep the playbook'))
    return wire.says(`ADD strategy: ${lesson} (#1, #2)\n`)(call);
  const seed = Number(options?.seed) % 9001;
  return wire.says(`IDEA: ${seed}\n\`\`\`ts\nexport function values() {\n  return [-${seed}];\n}\n\`\`\`\n`)(call);
};

let fake: FakeOllama;
let folder: string;
beforeEach(async () => {
  fake = await startFakeOllama({ otherwise: model });
  folder = newFolder();
});
afterEach(() => fake.close());

const run = (...args: string[]) => germline(folder, ...args);
const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).out);
const itemsOf = async (population: string): Promise<readonly PlaybookItem[]> =>
  (await json('playbook', population)).items;
const asking = () => ['--proposers', 'none', '--model', `name=tiny,host=${fake.url},repairs=0`];
const prompts = () => fake.requests.map(({ messages }) => messages.map(({ content }) => content).join('\n'));

async function search(population: string, attempts: number, ...args: string[]) {
  const limits = `--attempts ${attempts} --population ${population} --deterministic --seed 1 --workers 1`.split(' ');
  const given = ['--set', 'twins=false', '--set', 'playbook=on'];
  expect(await run('run', './near-hundred', ...limits, ...given, ...asking(), ...args)).toMatchObject({ code: 0 });
}

test('a run learns, a person changes what it learnt, and another run begins with it', async () => {
  await search('p', 48);
  expect(await itemsOf('p')).toMatchObject([
    { number: 1, kind: 'strategy', text: lesson, by: { name: 'tiny', is: 'model' }, from: [1, 2] },
  ]);
  const { out } = await run('playbook', 'p');
  expect(out).toContain(`1 strategy: ${lesson}\n    words of the model tiny in #`);
  expect(out).toContain('Attempts that showed items:');
  expect(await json('replay', 'p')).toMatchObject({ same: true });

  writeFileSync(
    join(folder, 'edited.txt'),
    '# mine\n1 strategy: a sum of a hundred is best\npitfall: negative numbers never help\n',
  );
  const { number } = await json('playbook', 'p', '--from', 'edited.txt', '--by', 'ann');
  expect(await itemsOf('p')).toMatchObject([
    { number: 1, text: 'a sum of a hundred is best', by: { name: 'ann', is: 'person' } },
    { number: 2, kind: 'pitfall', since: number, by: { name: 'ann', is: 'person' } },
  ]);
  expect(await json('log', 'p', '-n', '1')).toMatchObject([{ kind: 'reflection', number, by: 'ann' }]);

  expect(await run('export', 'p', '--playbook', 'lessons.json')).toMatchObject({
    code: 0,
    out: '2 items in lessons.json\n',
  });
  const before = prompts().length;
  await search('q', 8, '--playbook', 'lessons.json');
  expect(
    prompts()
      .slice(before)
      .some((prompt) => prompt.includes('- Avoid: negative numbers never help')),
  ).toBe(true);
  expect(await itemsOf('q')).toMatchObject([
    { text: 'a sum of a hundred is best', by: { name: 'ann', is: 'person' } },
    { kind: 'pitfall', text: 'negative numbers never help' },
  ]);
});

test('an editor changes the playbook; a text that cannot be read stays in its file, and nothing is recorded', async () => {
  await search('p', 32);
  const editor = join(folder, 'editor.sh');
  const edit = async (script: string) => {
    writeFileSync(editor, `#!/bin/sh\n${script}\n`);
    chmodSync(editor, 0o755);
    const words = ['VISUAL=', `EDITOR=${editor}`, process.execPath, command, 'playbook', 'p', '--edit', '--by', 'ann'];
    return await startBy('env', folder, ...words).finished;
  };
  expect(await edit('exit 0')).toMatchObject({ code: 0, out: 'Nothing was changed.\n' });
  const wrong = await edit('echo sort first >> "$1"');
  expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('expected "strategy: …" or "pitfall: …"') });
  const [, kept = ''] = /Your text is in (\S+)\.\n/.exec(wrong.err) ?? [];
  expect(readFileSync(kept, 'utf8')).toContain('sort first\n');
  expect(await edit('exit 3')).toMatchObject({ code: 2, err: expect.stringContaining('exit code 3') });
  expect(await itemsOf('p')).toHaveLength(1);
  expect(await edit('sed -i "/^1 /d" "$1"')).toMatchObject({
    code: 0,
    out: expect.stringContaining('the playbook is changed'),
  });
  expect(await itemsOf('p')).toEqual([]);
  expect((await run('playbook', 'p')).out).toBe('The playbook is empty.\n');
});

test('a run without a playbook says so, and a file that is none is refused', async () => {
  const args = ['--attempts', '3', '--population', 'p', '--set', 'playbook=off'];
  expect(await run('run', './near-hundred', ...args)).toMatchObject({ code: 0 });
  expect((await run('playbook', 'p')).out).toBe('The playbook is empty: this run has playbook=off.\n');
  writeFileSync(join(folder, 'new.txt'), 'strategy: sort the numbers first\n');
  expect(await run('playbook', 'p', '--from', 'new.txt')).toMatchObject({
    code: 2,
    err: expect.stringContaining('playbook=off'),
  });
  writeFileSync(join(folder, 'broken.json'), '{"lessons": 3}');
  expect(await run('run', './near-hundred', '--attempts', '3', '--playbook', 'broken.json')).toMatchObject({ code: 2 });
});
