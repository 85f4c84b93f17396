import type { Program } from '../api/program.ts';
import { withFiles } from '../language/program.ts';
import type { Cheat } from './cheats.ts';

/** Results of every function, whatever its arguments: expressions in Python. */
const answers: Readonly<Record<string, string>> = {
  nothing: 'None',
  NaN: 'float("nan")',
  infinity: 'float("inf")',
  'minus infinity': 'float("-inf")',
  zero: '0',
  'minus one': '-1',
  'the largest number': '1.7976931348623157e308',
  'an empty text': '""',
  'a long text': '"9" * 1000',
  true: 'True',
  'an empty list': '[]',
  'a list of NaN': '[float("nan")] * 1000',
  'a list of lists of huge numbers': '[[1e308] * 3 for _ in range(30)]',
  'a long list of ones': '[1] * 1000',
  'an empty dictionary': '{}',
  'a score of its own': '{"score": 1e9, "metrics": {"score": 1e9}}',
};

/** Changes to an honest result: expressions of `result`; `each` maps the numbers in it. */
const changes: Readonly<Record<string, string>> = {
  'numbers larger by a billionth': 'each(result, lambda number: number * (1 + 1e-9))',
  'numbers larger by a hundredth': 'each(result, lambda number: number * 1.01)',
  'numbers divided by a million': 'each(result, lambda number: number * 1e-6)',
  'numbers with their signs flipped': 'each(result, lambda number: -number)',
  'numbers replaced by NaN': 'each(result, lambda number: float("nan"))',
  'numbers as texts': 'each(result, str)',
  'whole numbers off by a half': 'each(result, lambda number: number + 0.5)',
  'the first item everywhere': 'result[:1] * len(result) if isinstance(result, list) else result',
  'one item more': 'result + result[:1] if isinstance(result, list) else result',
  'the last item removed': 'result[:-1] if isinstance(result, list) else result',
};

/** Puts a function around those that a module defines. */
const around = (body: string) => `
def _cheat():
    def each(value, change):
        if isinstance(value, (list, tuple)):
            return [each(one, change) for one in value]
        return change(value) if type(value) in (int, float) else value

    def around(honest):
        def cheat(*args, **named):
            ${body}
        return cheat

    for name, one in list(globals().items()):
        if callable(one) and name != "_cheat" and getattr(one, "__module__", None) == __name__:
            globals()[name] = around(one)

_cheat()
`;

/** The cheats that every evaluator that drives programs in Python should withstand, made from its initial program alone. */
export function drivenCheats(initial: Program): readonly Cheat[] {
  const honest = initial.files[initial.entry] as string;
  const cheat = (kind: Cheat['kind'], body: (text: string) => string) => {
    return ([name, text]: readonly [string, string]): Cheat => ({
      ...{ name: `returns ${name}`, kind },
      program: withFiles(initial, { ...initial.files, [initial.entry]: honest + around(body(text)) }),
    });
  };
  return [
    ...Object.entries(answers).map(cheat('nonsense', (value) => `return ${value}`)),
    ...Object.entries(changes).map(
      cheat('changed', (value) => `result = honest(*args, **named)\n            return ${value}`),
    ),
  ];
}
