import { describe, expect, test } from 'vitest';
import type { Proposal, Request } from '../../src/api/proposer.ts';
import { edited } from '../../src/language/edit.ts';
import { languageOf } from '../../src/language/index.ts';
import { newFault } from '../../src/language/language.ts';
import { numbersOf, programKey, programShape, readProgram, regionsOf } from '../../src/language/program.ts';
import { nodesWith, textOf } from '../../src/language/syntax-tree.ts';
import { treeOperators } from '../../src/proposers/operators/tree/index.ts';
import { randomStream } from '../../src/random.ts';
import { aCandidate } from '../factory.ts';
import { fixtures } from '../fixtures/languages/index.ts';

const never = new AbortController().signal;
const rounds = 60;

const families = Object.fromEntries(
  fixtures
    .filter(({ file }) => languageOf(file).tree)
    .map(({ id, file, text, different }) => {
      const program = readProgram({ [file]: text });
      const mate = Object.values(different).reduce((now, [from, to]) => now.replace(from, () => to), text);
      const shifted = edited(
        text,
        numbersOf(program).map(({ start, end, value, write }) => ({ start, end, text: write(value + 1) })),
      );
      const inspirations = [mate, shifted].map((text, index) => {
        return aCandidate(2 + index, readProgram({ [file]: text }), 1);
      });
      return [id, { file, text, parent: aCandidate(1, program, 1), inspirations }] as const;
    }),
);

function requestFor(id: string, seed: number): Request {
  const { parent, inspirations } = families[id]!;
  return { statement: '', direction: 'max', parent, inspirations, random: randomStream(seed) };
}

test('the relatives parse, and one of each differs in numbers only', () => {
  for (const { file, parent, inspirations } of Object.values(families)) {
    const [mate, shifted] = inspirations.map(({ program }) => program);
    const faults = [mate, shifted].map((program) =>
      languageOf(file).faults({ name: file, text: program!.files[file]! }),
    );
    expect(faults).toEqual([[], []]);
    expect(programKey(mate!)).not.toBe(programKey(parent.program));
    expect([programShape(shifted!), programKey(shifted!)]).toEqual([
      programShape(parent.program),
      expect.not.stringMatching(programKey(parent.program)),
    ]);
  }
});

describe.each(treeOperators.map((operator) => [operator.name, operator] as const))('%s', (_, operator) => {
  describe.each(Object.keys(families))('on %s', (id) => {
    const { file, text, parent, inspirations } = families[id]!;
    const language = languageOf(file);
    const [region] = regionsOf(parent.program)[file]!;
    const propose = () =>
      Array.from({ length: rounds }, (_, seed) => operator.propose(requestFor(id, seed), never) as Proposal);
    const made = propose();
    const children = made.flatMap((proposal) => (proposal.status === 'proposed' ? [proposal] : []));

    test('a child reads no worse than its parent, and differs from it inside the block only', () => {
      for (const { files, summary } of children) {
        const child = { name: file, text: files[file]! };
        expect(newFault(language.faults({ name: file, text }), language.faults(child))).toBeUndefined();
        expect(child.text.startsWith(text.slice(0, region!.start))).toBe(true);
        expect(child.text.endsWith(text.slice(region!.end))).toBe(true);
        expect(language.blocks(child)).toMatchObject({ error: undefined, regions: [{ start: region!.start }] });
        expect(summary).toMatch(/^\S.*$/);
      }
    });

    test('a child uses no name that its parent, its mates and the language lack', () => {
      const namesIn = (text: string) => {
        const tree = language.tree?.({ name: file, text });
        return tree ? nodesWith(tree, 'name').map((node) => textOf(tree, node)) : [];
      };
      const own = new Set([parent, ...inspirations].flatMap(({ program }) => namesIn(program.files[file]!)));
      const builtIn = (language.forms ?? []).flatMap((form) => form.match(/\w+/g) ?? []);
      const known = new Set([...own, ...builtIn]);
      for (const { files } of children) for (const name of namesIn(files[file]!)) expect(known).toContain(name);
    });

    test('the same random stream makes the same proposal', () => {
      expect(propose()).toEqual(made);
    });

    test('it makes different children', () => {
      const least: Readonly<Record<string, number>> = { 'cross-functions': 2, 'interchange-loops': 0 }; // no fixture nests loops
      expect(new Set(children.map(({ files }) => files[file])).size).toBeGreaterThanOrEqual(least[operator.name] ?? 5);
    });
  });

  test('where nothing can be changed it refuses', () => {
    const files = {
      'a.c': '// EVOLVE-BLOCK-START\n// EVOLVE-BLOCK-END\nint f(int x) { if (x > 2) x = 3; return x + 1; }\n',
    };
    const parent = aCandidate(1, readProgram(files), 1);
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
  expect(new Set(treeOperators.map(({ name }) => name)).size).toBe(treeOperators.length);
});

const nests: Readonly<
  Record<string, readonly [outer: string, inner: string, rest: (first: string, second: string) => string]>
> = {
  'nest.py': [
    'for i in range(n):',
    'for j in range(2, n):',
    (a, b) => `def f(n, c):\n    ${a}\n        ${b}\n            c[i] += j\n`,
  ],
  'nest.c': [
    'for (int i = 0; i < n; i++)',
    'for (int j = 2; j < n; j++)',
    (a, b) => `void f(int n, int *c) {\n  ${a} {\n    ${b} c[i] += j;\n  }\n}\n`,
  ],
  'nest.cpp': [
    'for (int i = 0; i < n; i++)',
    'for (auto &one : all)',
    (a, b) => `void f(int n, std::vector<int> &all) {\n  ${a}\n    ${b}\n      one += i;\n}\n`,
  ],
  'nest.rs': [
    'for i in 0..n',
    'for j in 2..n',
    (a, b) =>
      `fn f(n: usize, c: &mut [usize]) {\n    ${a} {\n        ${b} {\n            c[i] += j;\n        }\n    }\n}\n`,
  ],
  'nest.go': [
    'for i := 0; i < n; i++',
    'for j := range c',
    (a, b) => `package nest\n\nfunc f(n int, c []int) {\n\t${a} {\n\t\t${b} {\n\t\t\tc[j] += i\n\t\t}\n\t}\n}\n`,
  ],
};

describe('interchange-loops', () => {
  const propose = (file: string, text: string) => {
    const parent = aCandidate(1, readProgram({ [file]: text }), 1);
    const random = randomStream(1);
    const operator = treeOperators.find(({ name }) => name === 'interchange-loops');
    return operator?.propose({ statement: '', direction: 'max', parent, inspirations: [], random }, never);
  };

  test.each(Object.entries(nests))('puts the inner loop around the outer one in %s', (file, [outer, inner, write]) => {
    expect(propose(file, write(outer, inner))).toMatchObject({ files: { [file]: write(inner, outer) } });
  });

  test.each([
    ['the inner loop counts from the outer one', 'for (int i = 0; i < n; i++) for (int j = i; j < n; j++) c[j]++;'],
    [
      'the outer loop does something else too',
      'for (int i = 0; i < n; i++) { c[i] = 0; for (int j = 0; j < n; j++) c[j]++; }',
    ],
  ])('leaves loops alone where %s', (_, loops) => {
    expect(propose('nest.c', `void f(int n, int *c) { ${loops} }\n`)).toMatchObject({ status: 'refused' });
  });
});

describe('unwrap-expression', () => {
  const operator = treeOperators.find(({ name }) => name === 'unwrap-expression');
  const children = (file: string, text: string) => {
    const parent = aCandidate(1, readProgram({ [file]: text }), 1);
    const made = Array.from({ length: 40 }, (_, seed) => {
      const request = {
        statement: '',
        direction: 'max',
        parent,
        inspirations: [],
        random: randomStream(seed),
      } as const;
      const proposal = operator?.propose(request, never) as Proposal;
      return proposal.status === 'proposed' ? proposal.files[file]! : '';
    });
    return [...new Set(made)].sort();
  };

  test('leaves out a call around its argument, and not what it calls', () => {
    expect(children('a.py', 'total = int(str(count))\n')).toEqual(['total = int(count)\n', 'total = str(count)\n']);
  });

  test('keeps operators around an operand apart', () => {
    const text = 'fn f(a: u32, b: u32) -> u32 {\n    2 * g(a + b)\n}\n';
    expect(children('a.rs', text)).toContain('fn f(a: u32, b: u32) -> u32 {\n    2 * (a + b)\n}\n');
  });
});
