import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isBetter } from '../../src/api/direction.ts';
import { whyNoPrograms } from '../fixtures/native.ts';
import { scratch } from '../scratch.ts';
import { germline } from './germline.ts';

const templates = readdirSync(new URL('../../problems/_template', import.meta.url));

/** What templates need. */
const tools: Readonly<Record<string, readonly string[]>> = {
  c: ['cc', 'python3'],
  cpp: ['g++', 'python3'],
  rust: ['rustc', 'cc', 'python3'],
  go: ['go', 'python3'],
  python: ['python3'],
  command: ['node', 'python3'],
};

/** How many attempts find something better; those of a race take longer. */
const attempts: Readonly<Record<string, string>> = {
  kernel: '30',
  c: '4',
  cpp: '4',
  rust: '4',
  go: '60',
};

const testable = templates.filter((template) => {
  const missing = tools[template] && whyNoPrograms(...tools[template]);
  if (missing) console.warn(`NOT TESTED: the template ${template}. ${missing}`);
  return !missing;
});

test.each(testable)(
  '%s: a problem from the template is scored, survives the cheats, and is searched',
  async (template) => {
    const folder = scratch();
    const made = await germline(folder, 'new', 'mine', '--template', template, '--json');
    expect(JSON.parse(made.out)).toMatchObject({ folder: expect.stringMatching(/mine$/), missing: [] });
    const evaluation = JSON.parse((await germline(folder, 'eval', './mine', '--held-back', '--json')).out);
    expect(evaluation.status).toBe('scored');
    const check = await germline(folder, 'check', './mine');
    expect({ code: check.code, said: check.code === 0 ? '' : check.out }).toEqual({ code: 0, said: '' });
    const args = [
      'run',
      './mine',
      '--attempts',
      attempts[template] ?? '150',
      '--seed',
      '2',
      '--deterministic',
      '--json',
    ];
    const run = await germline(folder, ...args);
    expect({ code: run.code, err: run.code === 0 ? '' : run.err }).toEqual({ code: 0, err: '' });
    const { initial, best, direction } = JSON.parse(run.out);
    // A race may be lost on a busy machine; everything else improves, and with this seed always.
    if (['kernel', 'c', 'cpp', 'rust'].includes(template)) expect(isBetter(direction, initial, best.score)).toBe(false);
    else expect(isBetter(direction, best.score, initial)).toBe(true);
  },
);

test('a template whose tools are missing says so, and what to install', async () => {
  const folder = scratch();
  const { PATH } = process.env;
  process.env.PATH = '/nonexistent';
  const made = await germline(folder, 'new', 'mine', '--template', 'rust').finally(() => {
    process.env.PATH = PATH;
  });
  expect(made).toMatchObject({
    code: 0,
    out: expect.stringContaining('This machine has no program rustc. Install it with'),
  });
});

test('an unknown template is refused with those that there are', async () => {
  const { code, err } = await germline(scratch(), 'new', 'mine', '--template', 'poem');
  expect(code).toBe(2);
  for (const template of templates) expect(err).toContain(template);
});
