import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { whyNoCommands } from '../../evaluators/kit/command.ts';
import { isBetter } from '../../src/api/direction.ts';
import { scratch } from '../scratch.ts';
import { germline } from './germline.ts';

const templates = readdirSync(new URL('../../problems/_template', import.meta.url));

/** How many attempts find something better; those of a race take longer. */
const attempts: Readonly<Record<string, string>> = { kernel: '30', command: '30' };

const missing = whyNoCommands('cc');
if (missing) console.warn(`NOT TESTED: the template for commands. ${missing}`);
const testable = templates.filter((template) => template !== 'command' || !missing);

test.each(testable)('a %s from the template is scored, survives the cheats, and is searched', async (template) => {
  const folder = scratch();
  expect((await germline(folder, 'new', 'mine', '--template', template)).code).toBe(0);
  const evaluation = JSON.parse((await germline(folder, 'eval', './mine', '--held-back', '--json')).out);
  expect(evaluation.status).toBe('scored');
  const check = await germline(folder, 'check', './mine');
  expect({ code: check.code, said: check.code === 0 ? '' : check.out }).toEqual({ code: 0, said: '' });
  const args = ['run', './mine', '--attempts', attempts[template] ?? '150', '--seed', '1', '--deterministic', '--json'];
  const run = await germline(folder, ...args);
  expect(run.code).toBe(0);
  const { initial, best, direction } = JSON.parse(run.out);
  // A race may be lost on a busy machine; everything else improves, and with this seed always.
  if (template === 'kernel') expect(best.score).toBeGreaterThanOrEqual(initial);
  else expect(isBetter(direction, best.score, initial)).toBe(true);
});

test('an unknown template is refused with those that there are', async () => {
  const { code, err } = await germline(scratch(), 'new', 'mine', '--template', 'poem');
  expect(code).toBe(2);
  for (const template of templates) expect(err).toContain(template);
});
