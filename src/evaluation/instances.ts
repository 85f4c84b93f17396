import type { Evaluator, Stage } from '../api/evaluator.ts';
import { formatCount } from '../format.ts';
import { isSeeded } from './held-back.ts';
import { countedStages, inputTexts, isTimed } from './plan.ts';
import type { Finding } from './soundness.ts';
import { runsPython, runsRepository } from './stage-kind.ts';

/** Instances that carry a score, at least: with fewer, a search of an hour learns them by trial and error. */
const enough = 10;

/** Checks that a score is made of enough instances, where there is more than one. */
export function checkInstances(evaluator: Evaluator): Finding[] {
  const hidden = evaluator.stages.some(({ heldBack }) => heldBack);
  if (isTimed(evaluator) || areHidden(evaluator) || !(hidden || isSeeded(evaluator))) return [];
  const count = countedStages(evaluator).reduce((sum, stage) => sum + instancesOf(evaluator, stage), 0);
  const tried = 'instances that carry the score';
  if (count >= enough) return [{ tried, status: 'held', detail: String(count) }];
  const fix = `a search learns so few by trial and error: ${enough} or more, smaller if need be`;
  return [{ tried, status: 'look', detail: `only ${count}`, fix }];
}

/** Whether only the user's own code knows the instances: a stage's inputs then do not hold them. */
function areHidden(evaluator: Evaluator): boolean {
  return runsRepository(evaluator) || runsPython(evaluator);
}

/** Each input is an instance; a single one that is a list, or holds one of lists or objects, may be many. */
function instancesOf({ name }: Evaluator, stage: Stage): number {
  const inputs = inputsOf(name, stage, 0);
  const [only] = inputs;
  if (inputs.length > 1 || typeof only !== 'object' || only === null) return inputs.length;
  const lists = [only, ...Object.values(only)].filter(
    (one): one is readonly unknown[] => Array.isArray(one) && one.every((item) => typeof item === 'object'),
  );
  return Math.max(1, ...lists.map(({ length }) => length));
}

/** Checks that audits see other sizes than the search, and that lists of any length are also short ones. */
export function checkSizes(evaluator: Evaluator): Finding[] {
  const { name, stages } = evaluator;
  const sizesIn = (some: readonly Stage[], seed: number) =>
    new Set(some.flatMap((stage) => inputsOf(name, stage, seed)).flatMap(sizesOf));
  const seen = sizesIn(
    stages.filter(({ heldBack }) => !heldBack),
    0,
  );
  const audited = sizesIn(stages, 1);
  if (Math.max(0, ...seen) < 2 || areHidden(evaluator)) return [];
  return [compareSizes(seen, audited), ...checkShort(new Set([...seen, ...audited]))];
}

function compareSizes(seen: ReadonlySet<number>, audited: ReadonlySet<number>): Finding {
  const tried = 'sizes of inputs';
  const others = audited.difference(seen);
  if (others.size > 0)
    return { tried, status: 'held', detail: `audits have ${formatCount(others.size, 'other size')}` };
  const fix = 'if programs must work for others, draw sizes from the seed, or hold other sizes back';
  return { tried, status: 'look', detail: `audits have the same as the search: ${shortList(seen)}`, fix };
}

/** Where lists have many lengths, a program must expect the shortest ones. */
function checkShort(sizes: ReadonlySet<number>): Finding[] {
  if (sizes.size < 4) return [];
  const tried = 'short inputs';
  const missing = [0, 1].filter((size) => !sizes.has(size));
  if (missing.length === 0)
    return [{ tried, status: 'held', detail: 'lists of no item and of one are among the inputs' }];
  const words = missing.map((size) => (size === 0 ? 'empty' : 'of one item')).join(' or ');
  const fix = 'try such ones too, or say in the interface that they do not come';
  return [{ tried, status: 'look', detail: `none is ${words}`, fix }];
}

/** Lengths of all lists and texts in an input. */
function sizesOf(input: unknown): readonly number[] {
  if (typeof input === 'string') return [input.length];
  if (typeof input !== 'object' || input === null) return [];
  const inside = Object.values(input).flatMap(sizesOf);
  return Array.isArray(input) ? [input.length, ...inside] : inside;
}

function inputsOf(evaluator: string, stage: Stage, seed: number): readonly unknown[] {
  return inputTexts(evaluator, stage, seed).map((text) => JSON.parse(text) as unknown);
}

function shortList(sizes: ReadonlySet<number>): string {
  const sorted = [...sizes].sort((a, b) => a - b);
  return sorted.length > 8 ? `${sorted.slice(0, 8).join(', ')}, …` : sorted.join(', ');
}
