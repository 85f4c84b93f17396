import { refuse } from '../../../api/attempt.ts';
import type { Program, Random } from '../../../api/program.ts';
import type { Candidate, Proposal, Proposer, Request, Trials } from '../../../api/proposer.ts';
import { faultOf, quote, withEdits } from '../../../language/edit.ts';
import { visibleAt } from '../../../language/javascript/binding.ts';
import { isNumeric, withoutParentheses } from '../../../language/javascript/expression.ts';
import type { Node } from '../../../language/javascript/node.ts';
import type { Place } from '../../../language/javascript/place.ts';
import { type Site, sitesOf, textOf } from '../../../language/javascript/site.ts';
import { filterAhead, readAhead } from '../../../language/read-ahead.ts';
import { childOf } from '../../child.ts';
import { limited } from '../limited.ts';
import { optimise } from '../optimise.ts';
import {
  crossed,
  type Formula,
  mutated,
  nudged,
  readFormula,
  scaled,
  sizeOf,
  someFormula,
  valuesOf,
  withValues,
  writeFormula,
} from './formula.ts';

/** Formulas kept, children of a generation, trials, the share of them that is left for constants, most parts of a formula. */
const effort = { kept: 10, children: 12, trials: 340, constants: 0.3, size: 45 };

/**
 * Genetic programming on the result of a function of numbers (Koza 1992, with a typed grammar). It starts from the parent's
 * formula, those at the same place in other candidates, and random ones of the variables in scope. Constants are tuned at
 * the end; of two equally good formulas the smaller is better, and none grows beyond a limit.
 */
export const evolveFormula: Proposer = {
  name: 'evolve-formula',
  propose(request) {
    const sites = sitesOf(request.parent.program, isResult).filter(
      (site) => inputsAt(site.place, request.interface).length > 0,
    );
    if (sites.length === 0) return refuse('no-site', 'no function returns an expression of numbers that are in scope');
    const site = request.random.pick(sites);
    const { replayData, trials } = request;
    if (replayData !== undefined) return answered(request, site, replayData);
    if (!trials) return refuse('no-answer', 'there is nothing to evaluate formulas with');
    return async () => {
      const text = await evolved(request, site, limited(trials, effort.trials));
      return await readAhead(() => answered(request, site, text));
    };
  },
};

/** Whether a place holds the result of a function, as an expression of numbers. */
function isResult(place: Place): boolean {
  const { parent, field, node } = place;
  const isReturned =
    parent?.node.type === 'ReturnStatement' || (field === 'body' && /^Arrow/.test(parent?.node.type ?? ''));
  return isReturned && (isNumeric(place) || /^(Identifier)$/.test(node.type));
}

/** Numbers in scope within functions: declared ones, fields that types name, and parameters without a declared type. */
function inputsAt(place: Place, described: string | undefined): readonly string[] {
  const local = visibleAt(place.scope, place.node.start, described).filter(({ depth }) => depth > 0);
  return local.flatMap(({ name, kind, from, fields }) => {
    if (fields.length > 0) return fields;
    return kind === 'number' || (kind === 'unknown' && from === 0) ? [name] : [];
  });
}

function answered(request: Request, site: Site, text: string): Proposal {
  const { start, end } = site.place.node;
  const proposal = childOf(
    request,
    site.file.name,
    [{ start, end, text }],
    `return ${quote(text)} instead of ${quote(textOf(site))}`,
  );
  return { ...proposal, replayData: text };
}

interface Individual {
  readonly formula: Formula;
  readonly text: string;
  readonly fitness: number;
}

/** The text of the best formula found. */
async function evolved(
  { parent, inspirations, random, interface: described }: Request,
  site: Site,
  trials: Trials,
): Promise<string> {
  const inputs = inputsAt(site.place, described);
  const write = (text: string) => withResult(parent.program, site, text);
  const own = readFormula(site.file.text, site.place.node);
  const known = new Map<string, Individual>([
    [textOf(site), { formula: own, text: textOf(site), fitness: parent.fitness }],
  ]);
  const constants = effort.constants * trials.left;
  let kept: readonly Individual[] = [...known.values()];
  const add = async (formulas: readonly Formula[]) => {
    const fresh = new Map(formulas.map((formula) => [withoutParentheses(writeFormula(formula)), formula]));
    const some = [...fresh].filter(([text, formula]) => sizeOf(formula) <= effort.size && !known.has(text));
    const sound = await filterAhead(some, ([text]) => !faultOf(parent.program, write(text)));
    const found = await trials.race(sound.map(([text]) => write(text)));
    for (const [index, [text, formula]] of sound.entries())
      known.set(text, { formula, text, fitness: found[index] as number });
    kept = [...known.values()]
      .filter(({ fitness }) => !Number.isNaN(fitness))
      .sort(better)
      .slice(0, effort.kept);
  };
  await add([
    ...(await readAhead(() => inspirations.flatMap((candidate) => counterpart(candidate, site)))),
    ...Array.from({ length: effort.kept }, () => someFormula(inputs, 3, random)),
  ]);
  for (let idle = 0; trials.left > constants && idle < 20; ) {
    const before = known.size;
    await add(Array.from({ length: effort.children }, () => child(kept, inputs, random)));
    idle = known.size === before ? idle + 1 : 0;
  }
  return await withConstants(kept[0] as Individual, write, trials, random);
}

/** Better fitness first, then the smaller formula. */
function better(a: Individual, b: Individual): number {
  return b.fitness - a.fitness || sizeOf(a.formula) - sizeOf(b.formula);
}

function child(kept: readonly Individual[], inputs: readonly string[], random: Random): Formula {
  // A tournament of two, by rank.
  const pick = () => (kept[Math.min(random.int(kept.length), random.int(kept.length))] as Individual).formula;
  const kind = random.next();
  if (kind < 0.3) return crossed(pick(), pick(), random);
  return kind < 0.5 ? nudged(pick(), random) : mutated(pick(), inputs, random);
}

/** The formula with its constants, a scale and a shift tuned. */
async function withConstants(
  best: Individual,
  write: (text: string) => Program,
  trials: Trials,
  random: Random,
): Promise<string> {
  const open = scaled(best.formula);
  const values = valuesOf(open);
  const textWith = (found: readonly number[]): string => {
    const [scale, shift] = found.slice(-2);
    const isPlain = scale === 1 && shift === 0;
    return withoutParentheses(writeFormula(isPlain ? withValues(best.formula, found) : withValues(open, found)));
  };
  const parameters = {
    values,
    scales: values.map((value) => 0.3 * (Math.abs(value) || 1)),
    low: values.map((value) => value - 100 * (Math.abs(value) || 1)),
    high: values.map((value) => value + 100 * (Math.abs(value) || 1)),
    whole: values.map(() => false),
    write: (found: readonly number[]) => write(textWith(found)),
  };
  const bound = { trials: trials.left, measured: values.length };
  const setting = await optimise(parameters, best.fitness, trials, random, bound);
  return setting.values === values ? best.text : textWith(setting.values);
}

function withResult(program: Program, { file, place: { node } }: Site, text: string): Program {
  return withEdits(program, file.name, [{ start: node.start, end: node.end, text }]);
}

/** The formulas that the function of the same name returns in another candidate. */
function counterpart({ program }: Candidate, site: Site): readonly Formula[] {
  const name = functionName(site.place);
  const alike = sitesOf(program, isResult).filter(
    ({ file, place }) => file.name === site.file.name && functionName(place) === name,
  );
  return alike.map(({ file, place }) => readFormula(file.text, place.node));
}

function functionName(place: Place): string {
  for (let at = place.parent; at; at = at.parent) {
    if (!/Function/.test(at.node.type)) continue;
    const id = (at.node.id ?? at.parent?.node.id) as Node | null | undefined;
    return String(id?.name ?? '');
  }
  return '';
}
