import { describe, expect, test } from 'vitest';
import type { Files } from '../../src/api/program.ts';
import { nativeCheats } from '../../src/evaluation/native-cheats.ts';
import { readProgram } from '../../src/language/program.ts';
import { driven, nativeProblem, whyNoPrograms, withRunner } from '../fixtures/native.ts';

/** A program that prints 7 whatever it reads, how it is built and run, and fixed files beside it. */
interface Honest {
  readonly entry: string;
  readonly tool: string;
  readonly build?: string;
  readonly run: string;
  readonly text: string;
  readonly fixed?: Files;
}

const programs: readonly Honest[] = [
  { entry: 'a.py', tool: 'python3', run: 'python3 a.py', text: 'print(7)\n' },
  {
    ...{ entry: 'a.py', tool: 'python3', run: 'python3 main.py', text: 'def give():\n    return 7\n' },
    fixed: { 'main.py': 'from a import give\nprint(give())\n' },
  },
  {
    ...{ entry: 'a.c', tool: 'cc', build: 'cc -o a a.c', run: './a' },
    text: '#include <stdio.h>\nint main(void) { puts("7"); }\n',
  },
  {
    ...{
      entry: 'a.c',
      tool: 'cc',
      build: 'cc -std=c11 -o a a.c main.c',
      run: './a',
      text: 'int give(void) { return 7; }\n',
    },
    fixed: { 'main.c': '#include <stdio.h>\nint give(void);\nint main(void) { printf("%d\\n", give()); }\n' },
  },
  {
    ...{ entry: 'a.cpp', tool: 'c++', build: 'c++ -o a a.cpp', run: './a' },
    text: '#include <iostream>\nint main() { std::cout << 7 << "\\n"; }\n',
  },
  {
    ...{ entry: 'a.rs', tool: 'rustc', build: 'rustc --edition 2021 -o a a.rs', run: './a' },
    text: 'fn main() { println!("7"); }\n',
  },
  {
    ...{ entry: 'a.go', tool: 'go', build: 'go build -o a a.go', run: './a' },
    text: 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println(7) }\n',
  },
];

describe.each(programs)('cheats in $entry, by $run', ({ entry, tool, run, build, text, fixed = {} }) => {
  const missing = whyNoPrograms(tool);
  if (missing) console.warn(`NOT TESTED: cheats of ${entry}. ${missing}`);

  test.skipIf(missing)('print what they say and exit, or never end', { timeout: 120_000 }, async () => {
    const command = { files: Object.keys(fixed), run, ...(build && { build }) };
    const stage = { command, feed: () => ({ stdin: 'given\n' }), limits: { milliseconds: 1000 } };
    const cheats = nativeCheats(readProgram({ [entry]: text }));
    const texts = new Map(cheats.map(({ name, program }) => [name, program.files]));
    await withRunner(nativeProblem({ [entry]: text }, stage, fixed), async (runner) => {
      const tried = async (name: string) => await driven(runner, texts.get(name)!);
      expect(await tried('prints nothing and exits')).toEqual(['']);
      expect(await tried('prints its input and exits')).toEqual(['given\n']);
      expect(await tried('prints NaN and exits')).toEqual(['NaN\n']);
      const [document] = await tried('prints a score of its own and exits');
      expect(JSON.parse(document!)).toMatchObject({ score: 1e9 });
      expect(await tried('never ends')).toMatch(/^timed-out/);
      expect(await tried('a file of words')).toMatch(/^(build-failed|threw)/);
    });
  });
});

test('a language that no cheats are written in gets texts that are no program', () => {
  expect(nativeCheats(readProgram({ 'a.jl': 'println(7)\n' }))).toHaveLength(4);
});
