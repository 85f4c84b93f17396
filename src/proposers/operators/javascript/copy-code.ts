import { refuse } from '../../../api/attempt.ts';
import type { Random } from '../../../api/program.ts';
import type { Proposer } from '../../../api/proposer.ts';
import { edited, quote } from '../../../language/edit.ts';
import { visibleAt } from '../../../language/javascript/binding.ts';
import { fitted, inParentheses, isCondition, isNumeric } from '../../../language/javascript/expression.ts';
import { kindAt, type Place, placesOf } from '../../../language/javascript/place.ts';
import { declarationsOf, type Variable } from '../../../language/javascript/scope.ts';
import { type Site, sitesOf, textOf } from '../../../language/javascript/site.ts';
import { isStatement } from '../../../language/javascript/statement.ts';
import { childOf } from '../../child.ts';

/** Sorts of code; only code of one sort is copied over each other: numbers, conditions, statements, function bodies. */
const sorts: readonly ((place: Place) => boolean)[] = [
  isNumeric,
  isCondition,
  isStatement,
  ({ node, parent, field }) =>
    node.type === 'BlockStatement' && field === 'body' && /Function/.test(parent?.node.type ?? ''),
];

/**
 * Crossover: code of the mate replaces code of the same sort in the parent. Variables that the parent does not have there
 * are renamed to ones of the same kind that it has.
 */
export const copyCode: Proposer = {
  name: 'copy-code',
  propose(request) {
    const { random, parent, inspirations } = request;
    if (inspirations.length === 0) return refuse('no-mate', 'there is no other program to take code from');
    const mate = random.pick(inspirations);
    const sort = random.pick(sorts);
    const [targets, sources] = [sitesOf(parent.program, sort), sitesOf(mate.program, sort)];
    if (targets.length === 0 || sources.length === 0)
      return refuse('no-site', 'the two programs have no code of one sort');
    const [target, source] = [random.pick(targets), random.pick(sources)];
    const text = adapted(source, target, random);
    if (text === undefined) return refuse('no-site', 'the code reads a variable for which the parent has none');
    const { start, end, type } = target.place.node;
    const isExpression = sort === isNumeric || sort === isCondition;
    const replacement = isExpression ? fitted(inParentheses(text), target.place) : text;
    const kept = sort === isStatement && type !== 'ReturnStatement' && random.next() < 0.5 ? `${textOf(target)}\n` : '';
    const summary = `${kept ? 'after' : 'for'} ${quote(textOf(target))} take ${quote(text)} of #${mate.number}`;
    return childOf(request, target.file.name, [{ start, end, text: kept + replacement }], summary, mate.number);
  },
};

/** The source's text with variables renamed that the target's place lacks; undefined where that is impossible. */
function adapted(source: Site, target: Site, random: Random): string | undefined {
  const { start, end } = source.place.node;
  const names = new Map<string, string>();
  const edits = [];
  for (const place of placesOf(source.file)) {
    const { node, reference } = place;
    if (!reference || node.start < start || node.end > end) continue;
    const name = String(node.name);
    const isOwn = !isDeclaredOutside(source.place, reference.resolved);
    const other = isOwn ? name : (names.get(name) ?? counterpart(place, target, random));
    if (other === undefined) return undefined;
    names.set(name, other);
    if (other !== name) edits.push({ start: node.start - start, end: node.end - start, text: other });
  }
  return edits.length > 0 ? edited(textOf(source), edits) : textOf(source);
}

/** Whether a variable is declared outside the copied code. */
function isDeclaredOutside({ node }: Place, variable: Variable | null): boolean {
  return (variable ? declarationsOf(variable) : []).some(({ start, end }) => start < node.start || end > node.end);
}

function counterpart(place: Place, { place: there }: Site, random: Random): string | undefined {
  const visible = visibleAt(there.scope, there.node.start);
  const name = String(place.node.name);
  if (visible.some((binding) => binding.name === name)) return name;
  const kind = kindAt(place);
  const same = visible.filter((binding) => binding.kind === kind);
  return same.length > 0 ? random.pick(same).name : undefined;
}
