import language from '../../evaluators/data/tiny-language.json' with { type: 'json' };
import salesman from '../../evaluators/data/tsp-heuristic.json' with { type: 'json' };

/** A candidate that knows the instances of the search, and is the initial program elsewhere. */
export interface Memoriser {
  readonly name: string;
  readonly tries: string;
  /** A problem that germline ships. */
  readonly problem: string;
  /** Makes the candidate of the text of the initial program. */
  readonly source: (initial: string) => string;
}

/** Two-edge exchange: honest work, which these candidates do on instances of the search only. */
const twoEdges = `
function improved(order: number[], cities: number[][]): number[] {
  const far = (a: number, b: number) => Math.hypot(cities[a]![0]! - cities[b]![0]!, cities[a]![1]! - cities[b]![1]!);
  for (let round = 0; round < 2; round++)
    for (let i = 0; i + 2 < order.length; i++)
      for (let j = i + 2; j + 1 < order.length; j++) {
        const [a, b, c, d] = [order[i]!, order[i + 1]!, order[j]!, order[j + 1]!];
        if (far(a, c) + far(b, d) < far(a, b) + far(c, d) - 1e-9) {
          for (let p = i + 1, q = j; p < q; p++, q--) [order[p], order[q]] = [order[q]!, order[p]!];
        }
      }
  return order;
}`;

/** The initial program under another name, with another \`tour\` in front of it. */
function tours(name: string, tries: string, knows: string, before = ''): Memoriser {
  const source = (initial: string) =>
    `${initial.replace('export function tour', 'function honest')}\n${twoEdges}\n${before}
export function tour(cities: number[][]): number[] {
  return ${knows} ? improved(honest(cities), cities) : honest(cities);
}\n`;
  return { name, tries, problem: 'tsp-heuristic', source };
}

/** What turning, mirroring and renumbering leave as it is; candidates hold its text, too. */
const sumOf = (cities: readonly (readonly number[])[]) => {
  const mean = [0, 1].map((axis) => cities.reduce((sum, city) => sum + city[axis]!, 0) / cities.length);
  return Math.round(cities.reduce((sum, [x, y]) => sum + (x! - mean[0]!) ** 2 + (y! - mean[1]!) ** 2, 0));
};

const known = salesman.search.map(({ cities }) => sumOf(cities));

const text = JSON.stringify([...language.search.text].map((symbol) => language.symbols.indexOf(symbol)));

export const memorisers: readonly Memoriser[] = [
  tours('sizes of the search', 'work on 100 and 200 cities only', '[30, 100, 200].includes(cities.length)'),
  tours(
    'sums of squares',
    'recognise instances by what no turn and no renumbering changes',
    'known.has(sumOf(cities)) || cities.length === 30',
    `const known = new Set(${JSON.stringify(known)});\nconst sumOf = ${sumOf};`,
  ),
  {
    name: 'a text by heart',
    tries: 'say what comes next where the text is that of the search',
    problem: 'tiny-training',
    source: (initial) => `${initial.replace('export function learn', 'function honest')}
const known: number[] = ${text};
export function learn(text: number[], symbols: number): { predict(): number[]; see(symbol: number): void } {
  const model = honest(text, symbols);
  let seen = 0;
  let isKnown = true;
  return {
    predict(): number[] {
      const chances = model.predict();
      if (!isKnown || seen < 3) return chances;
      const next = chances.map((chance) => 0.6 * chance);
      next[known[seen]!]! += 0.4;
      return next;
    },
    see(symbol: number): void {
      isKnown &&= known[seen] === symbol;
      seen++;
      model.see(symbol);
    },
  };
}
`,
  },
];
