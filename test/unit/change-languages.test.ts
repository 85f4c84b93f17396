import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Files } from '../../src/api/program.ts';
import { applyAnswer } from '../../src/change/answer.ts';
import { admit, checkInitial } from '../../src/change/gates.ts';
import { programKey, readProgram } from '../../src/language/program.ts';
import { loadProblem } from '../../src/load-problem.ts';
import { asks } from '../../src/proposers/prompted/prompt/asks.ts';
import { buildPrompt } from '../../src/proposers/prompted/prompt/build.ts';
import { randomStream } from '../../src/random.ts';
import { aCandidate } from '../factory.ts';
import { scratch } from '../scratch.ts';

const c = {
  'kernel.c': `#include "kernel.h"
/* EVOLVE-BLOCK-START */
static const float rate = 0.5f;

float step(float x) {
  return rate * x;
}
/* EVOLVE-BLOCK-END */
float fixed(float x) { return step(x); }
`,
  'kernel.h': 'float step(float x);\nfloat fixed(float x);\n',
};
const python = {
  'priority.py': `import math

# EVOLVE-BLOCK-START
def priority(item, space):
    return -(space - item)
# EVOLVE-BLOCK-END
`,
};
const prompt = { 'prompt.md': 'Answer in one word.\n\n```\nexample\n```\n' };

const programs = { c: readProgram(c), python: readProgram(python), text: readProgram(prompt) };

function childOf(files: Files, answer: string): Files {
  const change = applyAnswer(readProgram(files), answer, false);
  if (change.status === 'refused') throw new Error(`${change.reason}: ${change.feedback}`);
  return change.files;
}

describe('an answer for a native program', () => {
  const body = 'float step(float x) {\n  return 2 * x;\n}';
  const child = { ...c, 'kernel.c': c['kernel.c'].replace(/static[\s\S]*?\n}/, body) };

  test.each([
    ['the block in its language', `\`\`\`c\n${body}\n\`\`\``],
    ['the block beside commands of a shell', `\`\`\`bash\nmake\n\`\`\`\n\`\`\`c\n${body}\n\`\`\``],
    ['the block with its markers', `\`\`\`c\n/* EVOLVE-BLOCK-START */\n${body}\n// EVOLVE-BLOCK-END\n\`\`\``],
    ['the whole file', `kernel.c:\n\`\`\`c\n${child['kernel.c']}\`\`\``],
    [
      'a replacement',
      '<<<<<<< SEARCH\nstatic const float rate = 0.5f;\n\nfloat step(float x) {\n  return rate * x;\n=======\nfloat step(float x) {\n  return 2 * x;\n>>>>>>> REPLACE',
    ],
  ])('is read from %s', (_, answer) => {
    expect(childOf(c, answer)).toEqual(child);
    expect(admit(programs.c, childOf(c, answer))).toMatchObject({ status: 'admitted', measures: { literals: 1 } });
  });

  test('keeps the indentation of Python', () => {
    const body = 'def priority(item, space):\n    if space < item:\n        return -math.inf\n    return item - space';
    const { 'priority.py': text } = childOf(python, `\`\`\`python\n${body}\n\`\`\``);
    expect(text).toBe(python['priority.py'].replace(/def[\s\S]*item\)/, body));
  });

  test('that leaves code out is refused, by the comments of the language', () => {
    const answer = '```python\ndef priority(item, space):\n    # ... existing code\n    return 1\n```';
    expect(applyAnswer(programs.python, answer, false)).toMatchObject({ reason: 'no-code' });
  });
});

describe('the gates', () => {
  const change = (files: Files, from: string, to: string) =>
    Object.fromEntries(Object.entries(files).map(([name, text]) => [name, text.replace(from, () => to)]));

  test.each([
    [
      'a syntax error',
      programs.python,
      change(python, '-(space - item)', '-(space - item'),
      'syntax',
      /^priority\.py, line \d: /,
    ],
    ['a change outside the block', programs.c, change(c, 'return step(x)', 'return 1'), 'outside-block', /kernel\.c/],
    [
      'a change of a file without a block',
      programs.c,
      change(c, 'float step(float x);', 'int step;'),
      'outside-block',
      /kernel\.h/,
    ],
    [
      'a comment that swallows the end of the block',
      programs.c,
      change(c, 'return rate * x;\n}', 'return 1;}\n/*'),
      'outside-block',
      /END|START/,
    ],
    ['another layout', programs.c, change(c, 'rate * x', '(rate*x) /* fast */'), 'unchanged', /written differently/],
    [
      'a string that swallows the end of the block',
      programs.python,
      change(python, '-(space - item)', '"""'),
      'syntax',
      /./,
    ],
    [
      'an indentation that Python refuses',
      programs.python,
      change(python, '    return', '\treturn 1\n    return'),
      'syntax',
      /line 6/,
    ],
    [
      'blank lines of a text',
      programs.text,
      change(prompt, 'word.\n', 'word.\n\n\n'),
      'unchanged',
      /written differently/,
    ],
  ] as const)('refuse %s', (_, parent, files, reason, feedback) => {
    expect(admit(parent, files)).toMatchObject({
      status: 'refused',
      reason,
      feedback: expect.stringMatching(feedback),
    });
  });

  test('what a parser finds wrong with C is left to the compiler, which knows its extensions and macros', () => {
    const faulty = 'LIKELY(x) int f(int x) {\n  return x + 1;\n}\nint g(int x) {\n  return x;\n}\n';
    const parent = readProgram({ 'a.c': faulty });
    expect(() => checkInitial(parent)).not.toThrow();
    expect(admit(parent, { 'a.c': faulty.replace('x + 1', 'x + 2') })).toMatchObject({ status: 'admitted' });
    const extended = faulty.replace('int g', 'static int table[9] __attribute__((aligned(64)));\nint g');
    expect(admit(parent, { 'a.c': extended })).toMatchObject({ status: 'admitted' });
  });

  test('files have keys of their own languages', () => {
    const spaced = {
      'kernel.c': c['kernel.c'].replaceAll(' = ', '='),
      'kernel.h': c['kernel.h'].replaceAll('\n', '\n\n'),
    };
    expect(programKey(readProgram(spaced))).toBe(programKey(programs.c));
  });
});

describe('a prompt', () => {
  const say = (program: (typeof programs)['c']) => {
    const request = { statement: 'Go.', direction: 'max', parent: aCandidate(1, program), inspirations: [] } as const;
    const [ask] = asks;
    const plan = { ask: ask!, variation: 'Improve it.', format: 'block', maxTokens: 4000 } as const;
    return buildPrompt({ ...request, random: randomStream(1) }, plan);
  };

  test('names the language of the program, and its fences', () => {
    const { system, user } = say(programs.c);
    expect(system).toContain('Write C, in the same files.');
    expect(system).toContain('one fenced block that begins with ```c.');
    expect(user).toContain('kernel.h:\n```c\n');
    expect(system + user).not.toMatch(/TypeScript|```ts/);
  });

  test('says what a language asks of those who write it', () => {
    expect(say(programs.python).system).toContain('Keep the indentation of the lines around your code.');
  });

  test('asks for a fence that a text with fences cannot close', () => {
    expect(say(programs.text).system).toContain('one fenced block that begins with ````text.');
    const answer = '````text\nAnswer in two words.\n\n```\nexample\n```\n````';
    expect(childOf(prompt, answer)).toEqual({ 'prompt.md': 'Answer in two words.\n\n```\nexample\n```\n' });
  });
});

describe('a problem', () => {
  const write = (stage: string) => {
    const folder = join(scratch(), 'native');
    mkdirSync(folder);
    for (const [name, text] of Object.entries(c)) writeFileSync(join(folder, name), text);
    const fields = `name: 'native', statement: 'Go.', initial: ['kernel.c', 'kernel.h']`;
    const evaluator = `{ name: 'native', interface: 'step', stages: [{ name: 'run', ${stage}, score: () => ({ score: 1 }) }] }`;
    writeFileSync(join(folder, 'problem.ts'), `export default { ${fields}, evaluator: ${evaluator} };\n`);
    return folder;
  };

  test('may begin with files of any language', async () => {
    const { initial } = await loadProblem(write("command: { build: 'cc kernel.c', run: './a.out' }"));
    expect(initial).toMatchObject({ files: c, entry: 'kernel.c', language: 'c' });
  });

  test('whose stages load JavaScript cannot begin with another language', async () => {
    await expect(loadProblem(write('drive: () => 1'))).rejects.toThrow(/the stage run drives .* but kernel\.c is C\./);
  });
});
