import { refuse } from '../../../api/attempt.ts';
import type { Program, Random } from '../../../api/program.ts';
import type { Proposer } from '../../../api/proposer.ts';
import { formatCount } from '../../../format.ts';
import { quote, withEdits } from '../../../language/edit.ts';
import { visibleAt } from '../../../language/javascript/binding.ts';
import { fitted, inParentheses } from '../../../language/javascript/expression.ts';
import { writeNumber } from '../../../language/javascript/number.ts';
import { isValue, kindAt, type Place } from '../../../language/javascript/place.ts';
import { type Site, sitesOf, textOf } from '../../../language/javascript/site.ts';
import { freshName, indentOf, statementsAround } from '../../../language/javascript/statement.ts';
import { brief } from '../../../language/number.ts';
import type { DescribedParameters } from '../parameters.ts';
import { tuned } from '../tune.ts';

/** Entries of a table, as the number that is read is unknown; zeros at its end are not written. */
const lengths = [32, 32, 128];

/**
 * Adds a table of corrections to a numeric expression, one for each turn of a loop or for each value of a number in scope,
 * and tunes the table. This finds constructions that no formula describes.
 */
export const fitTable: Proposer = {
  name: 'fit-table',
  propose(request) {
    const { parent, random } = request;
    const sites = sitesOf(parent.program, isCorrectable).filter((site) => indicesAt(site.place).length > 0);
    if (sites.length === 0) return refuse('no-site', 'no number is computed in a loop or from a number');
    const site = random.pick(sites);
    const top = statementsAround(site).at(-1);
    if (!top) return refuse('no-site', 'no declaration may be added before the expression');
    const index = random.pick(indicesAt(site.place));
    const length = random.pick(lengths);
    const parameters = tableParameters(parent.program, site, top, index, length, random);
    const summary = `correct ${quote(textOf(site))} by ${quote(index)}`;
    return tuned(request, parameters, parent.fitness, { trials: 1500, measured: length }, { summary });
  },
};

/** Whether a table can correct a place: an expression that may be a number, but no literal. */
function isCorrectable(place: Place): boolean {
  const isOpen = /^(Identifier|MemberExpression)$/.test(place.node.type) && kindAt(place) === 'unknown';
  return isValue(place) && place.node.type !== 'Literal' && (isOpen || kindAt(place) === 'number');
}

/** Whole numbers at a place: counters of loops and callbacks, or where there are none the numbers in scope, rounded. */
function indicesAt(place: Place): readonly string[] {
  const counters = new Set<string>();
  for (let at = place.parent; at; at = at.parent) {
    const { type, init, params } = at.node as { type: string; init?: unknown; params?: unknown };
    const [first] = (init as { declarations?: readonly { id: { name?: string } }[] } | null)?.declarations ?? [];
    if (type === 'ForStatement' && first?.id.name) counters.add(first.id.name);
    const second = type === 'ArrowFunctionExpression' ? (params as readonly { name?: string }[])[1] : undefined;
    if (second?.name) counters.add(second.name);
  }
  const isInside = ({ depth }: { depth: number }) => depth > 0;
  const visible = visibleAt(place.scope, place.node.start).filter(isInside);
  const counting = visible.filter(({ name }) => counters.has(name)).map(({ name }) => name);
  if (counting.length > 0) return counting;
  return visible.filter(({ kind }) => kind === 'number').map(({ name }) => `Math.round(${name})`);
}

/** The length of a table without the zeros at its end. */
function entriesIn(values: readonly number[]): number {
  return values.findLastIndex((value) => value !== 0) + 1;
}

/** The table as parameters: all zero at first, which leaves the program as it is. */
function tableParameters(
  program: Program,
  site: Site,
  top: Place,
  index: string,
  length: number,
  random: Random,
): DescribedParameters {
  const name = freshName(site.file.text, 'table');
  const { start, end } = site.place.node;
  const entry = `(${name}[${index}] ?? 0)`;
  const inner = inParentheses(textOf(site));
  const isFactor = random.next() < 0.5;
  const text = fitted(isFactor ? `(${inner} * (1 + ${entry}))` : `(${inner} + ${entry})`, site.place);
  const indent = indentOf(site.file.text, top.node);
  const write = (values: readonly number[]): Program => {
    const count = entriesIn(values);
    if (count === 0) return program;
    const rows = Array.from({ length: Math.ceil(count / 8) }, (_, row) =>
      values
        .slice(8 * row, Math.min(count, 8 * row + 8))
        .map(writeNumber)
        .join(', '),
    );
    const table = `const ${name} = [\n${rows.map((row) => `${indent}  ${row},\n`).join('')}${indent}];\n${indent}`;
    const edits = [
      { start: top.node.start, end: top.node.start, text: table },
      { start, end, text },
    ];
    return withEdits(program, site.file.name, edits);
  };
  const scale = isFactor ? 0.2 : Number(brief(10 ** (1 - 3 * random.next())));
  const all = <T>(value: T) => Array.from({ length }, () => value);
  const bounds = { scales: all(scale), low: all(-20 * scale), high: all(20 * scale), whole: all(false) };
  return {
    values: all(0),
    ...bounds,
    write,
    describe: (values) => `a table of ${formatCount(entriesIn(values), 'number')}`,
  };
}
