import { refuse } from '../../../api/attempt.ts';
import type { Program } from '../../../api/program.ts';
import type { Proposer } from '../../../api/proposer.ts';
import { faultyNamesOf } from '../../../language/javascript/names.ts';
import { isNode, type Node } from '../../../language/javascript/node.ts';
import type { Place } from '../../../language/javascript/place.ts';
import { type Site, sitesOf, textOf } from '../../../language/javascript/site.ts';
import { childOf } from '../../child.ts';
import { exchange, neededBy } from '../../exchange.ts';

/**
 * Uniform crossover of whole declarations: functions, classes and tables at the top that have one name in both parents
 * and differ are taken from the mate by chance, with the declarations they need and the parent has not.
 */
export const crossFunctions: Proposer = {
  name: 'cross-functions',
  propose(request) {
    const { random, parent, inspirations } = request;
    if (inspirations.length === 0) return refuse('no-mate', 'there is no other program to take code from');
    const mate = random.pick(inspirations);
    const [own, theirs] = [declarationsOf(parent.program), declarationsOf(mate.program)];
    const differing = own.filter((one) => {
      const other = counterpart(one, theirs);
      return other !== undefined && other.text !== one.text;
    });
    if (differing.length === 0) return refuse('no-mate', 'no declaration differs between the two programs');
    const { file } = random.pick(differing);
    const here = differing.filter((one) => one.file === file);
    // Taking all of them could make the child the mate itself.
    const chance = random.pick(here);
    const chosen = here.filter((one) => one === chance || random.next() < 0.3);
    const taken = chosen.map((one) => counterpart(one, theirs) as Declaration);
    const known = new Set(own.flatMap(({ names }) => names));
    const missing = theirs.filter((one) => one.file === file && !one.names.some((name) => known.has(name)));
    const edits = exchange(chosen, taken, neededBy(taken, missing, needs));
    const names = chosen.flatMap((one) => one.names).join(', ');
    return childOf(request, file, edits, `take ${names} of #${mate.number}`, mate.number);
  },
};

interface Declaration {
  readonly file: string;
  readonly names: readonly string[];
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function declarationsOf(program: Program): readonly Declaration[] {
  return sitesOf(program, isTop).flatMap((site: Site) => {
    const { node } = site.place;
    const names = namesOf(node);
    return names.length > 0
      ? [{ file: site.file.name, names, start: node.start, end: node.end, text: textOf(site) }]
      : [];
  });
}

const isTop = ({ parent, field }: Place) => parent?.node.type === 'Program' && field === 'body';

function namesOf(node: Node): readonly string[] {
  if (node.type === 'ExportNamedDeclaration') return isNode(node.declaration) ? namesOf(node.declaration) : [];
  if (/^(Function|Class)Declaration$/.test(node.type)) return isNode(node.id) ? [String(node.id.name)] : [];
  if (node.type !== 'VariableDeclaration') return [];
  return (node.declarations as Node[]).flatMap(({ id }) => {
    const { type, name } = id as Node;
    return type === 'Identifier' ? [String(name)] : [];
  });
}

function counterpart({ file, names }: Declaration, others: readonly Declaration[]): Declaration | undefined {
  return others.find((other) => other.file === file && other.names.join() === names.join());
}

function needs({ text, file }: Declaration): (other: Declaration) => boolean {
  const { free } = faultyNamesOf({ name: file, text });
  return ({ names }) => names.some((name) => free.has(name));
}
