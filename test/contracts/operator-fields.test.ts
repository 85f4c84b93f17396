import { describe, expect, test } from 'vitest';
import type { Proposal, Request } from '../../src/api/proposer.ts';
import { fieldsDescribed } from '../../src/language/described-fields.ts';
import { readProgram } from '../../src/language/program.ts';
import { operatorsFor } from '../../src/proposers/operators/index.ts';
import { randomStream } from '../../src/random.ts';
import { aCandidate } from '../factory.ts';

/** All children that an operator makes of a program in many draws. */
function childrenOf(name: string, file: string, text: string, described = ''): readonly string[] {
  const program = readProgram({ [file]: text });
  const operator = operatorsFor(program).find((one) => one.name === name);
  const parent = aCandidate(1, program);
  return Array.from({ length: 400 }, (_, seed) => {
    const request: Request = {
      ...{ statement: '', interface: described, direction: 'max', parent, inspirations: [] },
      random: randomStream(seed),
    };
    const proposal = operator?.propose(request, new AbortController().signal) as Proposal;
    return proposal.status === 'proposed' ? (proposal.files[file] as string) : '';
  });
}

const script = (types: string, parameter: string, rest = '') => `${types}
// EVOLVE-BLOCK-START
export function f(${parameter}) {${rest}
  return 1 + 2;
}
// EVOLVE-BLOCK-END
`;
const task =
  'interface Sized { size: number }\ninterface Task extends Sized { name: string; late(): number; wait(x: number): number }';

test.each([
  ['an interface', script(task, 'task: Task'), ['task.size', 'task.late()']],
  ['a type that is read only', script(task, 'task: Readonly<Task>'), ['task.size', 'task.late()']],
  ['a type of its own', script('', 'task: { size: number; due?: number }'), ['task.size']],
  [
    'a class',
    script('class Bin { used: number = 0; get left(): number { return 1; } }', 'bin: Bin'),
    ['bin.used', 'bin.left'],
  ],
  [
    'items of a list',
    script(task, 'tasks: readonly Task[]', '\n  const first = tasks[0]!;'),
    ['first.size', 'first.late()'],
  ],
  ['items of a loop', script(task, 'tasks: Task[]', '\n  for (const one of tasks) if (1 < 2) return 3;'), ['one.size']],
])('operators read the fields of %s, though the program reads none', (_, text, fields) => {
  const children = ['replace-expression', 'wrap-expression', 'change-condition'].flatMap((name) =>
    childrenOf(name, 'a.ts', text),
  );
  for (const field of fields)
    expect(children.filter((child) => child.includes(field)).length, field).toBeGreaterThan(3);
  const block = (child: string) => child.slice(child.indexOf('START'));
  expect(children.filter((child) => /\.(name|wait|due)\b/.test(block(child)))).toEqual([]);
});

test('a field takes the place of another of its kind', () => {
  const text = script('interface Job { cpu: number; memory: number; name: string }', 'job: Job').replace(
    '1 + 2',
    '1 / job.cpu',
  );
  expect(childrenOf('swap-variable', 'a.ts', text).some((child) => child.includes('return 1 / job.memory;'))).toBe(
    true,
  );
});

test('of a parameter without a type, operators read the fields that the fixed code reads', () => {
  const fixed = 'function heavy(task) { return task.size > 3 && task.late() < task.owner.rank; }';
  const text = script(fixed, 'task');
  const children = childrenOf('replace-expression', 'a.js', text);
  expect(children.filter((child) => child.slice(text.indexOf('START')).includes('task.size')).length).toBeGreaterThan(
    3,
  );
  expect(children.filter((child) => child.slice(text.indexOf('START')).includes('task.late '))).toEqual([]);
});

const native = {
  'a.c': `typedef struct { double size, weight; char *name; } Task;
struct Bin { float left; };
// EVOLVE-BLOCK-START
double f(const Task *task, struct Bin bin) {
  return 1.0 + 2.0;
}
// EVOLVE-BLOCK-END
`,
  'a.cpp': `struct Task { double size; int weight; };
// EVOLVE-BLOCK-START
double f(const Task &task) {
  return 1.0 + 2.0;
}
// EVOLVE-BLOCK-END
`,
  'a.rs': `struct Task { size: f64, weight: f64, name: String }
// EVOLVE-BLOCK-START
fn f(task: &Task) -> f64 {
    return 1.0 + 2.0;
}
// EVOLVE-BLOCK-END
`,
  'a.go': `package a

type Task struct {
	size   float64
	weight float64
}

// EVOLVE-BLOCK-START
func f(task *Task) float64 {
	return 1.0 + 2.0
}
// EVOLVE-BLOCK-END
`,
  'a.py': `class Task:
    size: float
    name: str

    def __init__(self, weight):
        self.weight = weight

# EVOLVE-BLOCK-START
def f(task: Task):
    return 1.0 + 2.0
# EVOLVE-BLOCK-END
`,
};

test.each(Object.entries(native))('operators read the fields of parameters in %s', (file, text) => {
  const children = childrenOf('replace-expression', file, text);
  const fields = file === 'a.c' ? ['task->size', 'task->weight', 'bin.left'] : ['task.size', 'task.weight'];
  for (const field of fields)
    expect(children.filter((child) => child.includes(field)).length, field).toBeGreaterThan(3);
  expect(children.filter((child) => /task(?:->|\.)name/.test(child))).toEqual([]);
  const reading = text.replace('1.0 +', `${fields[0]} +`);
  expect(childrenOf('swap-variable', file, reading).some((child) => child.includes(`${fields[1]} +`))).toBe(true);
});

describe('fields that an interface names in words', () => {
  const described =
    'export function f(item: number, bin: { room: number; readonly count: number, name: string; due?: number }): number, where bins: { size: number }[]';
  const untyped = {
    'a.js': script('', 'item, bin'),
    'a.py': '# EVOLVE-BLOCK-START\ndef f(item, bin):\n    return 1.0 + 2.0\n# EVOLVE-BLOCK-END\n',
  };

  test('are the numbers of parameters whose types are written out', () => {
    expect([...fieldsDescribed(described)]).toEqual([['bin', ['room', 'count']]]);
    expect(fieldsDescribed('export function f(x: number[]): { see(y: number): void; n: number }').size).toBe(0);
  });

  test.each(Object.entries(untyped))('are read by operators in %s, where the text declares no type', (file, text) => {
    const children = childrenOf('replace-expression', file, text, described);
    for (const field of ['bin.room', 'bin.count'])
      expect(children.filter((child) => child.includes(field)).length, field).toBeGreaterThan(3);
    expect(children.filter((child) => /item\.|\.(name|due|size)/.test(child))).toEqual([]);
  });

  test.each(Object.entries(untyped))('change no draw in %s where there are none', (file, text) => {
    const plain = 'export function f(item: number, bin: Bin): number';
    for (const name of ['replace-expression', 'wrap-expression', 'change-condition', 'swap-variable'])
      expect(childrenOf(name, file, text, plain)).toEqual(childrenOf(name, file, text));
  });
});
