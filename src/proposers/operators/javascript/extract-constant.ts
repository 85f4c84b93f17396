import { refuse } from '../../../api/attempt.ts';
import type { Proposer } from '../../../api/proposer.ts';
import { replaceNumber } from '../../../language/edit.ts';
import { writeNumber } from '../../../language/javascript/number.ts';
import { type Site, sitesOf } from '../../../language/javascript/site.ts';
import { freshName, indentOf, statementsAround } from '../../../language/javascript/statement.ts';
import { brief } from '../../../language/number.ts';
import { numbersOf, type ProgramNumber } from '../../../language/program.ts';
import { childOf } from '../../child.ts';

/** Names a number at the top of the code, alone or with all equal ones after it, which then change together. */
export const extractConstant: Proposer = {
  name: 'extract-constant',
  propose(request) {
    const { random, parent } = request;
    const literals = numbersOf(parent.program).filter(({ value }) => value !== 0);
    if (literals.length === 0) return refuse('no-site', 'the program has no numbers that may change');
    const literal = random.pick(literals);
    const [site] = sitesOf(parent.program, isAny).filter((one) => isAt(one, literal));
    const top = site && statementsAround(site).at(-1);
    if (!top) return refuse('no-site', 'no declaration may be added before the number');
    const text = parent.program.files[literal.file] as string;
    const name = freshName(text, 'constant');
    const equal = literals.filter(
      ({ file, value, start }) => file === literal.file && value === literal.value && start >= top.node.start,
    );
    const chosen = random.next() < 0.5 ? [literal] : equal;
    const { start } = top.node;
    const declaration = `const ${name} = ${writeNumber(literal.value)};\n${indentOf(text, top.node)}`;
    const edits = chosen.map((one) => ({ ...replaceNumber(one, one.value), text: name }));
    const summary = `name ${brief(literal.value)} ${name} in ${chosen.length} places`;
    return childOf(request, literal.file, [{ start, end: start, text: declaration }, ...edits], summary);
  },
};

const isAny = () => true;

function isAt({ file, place: { node } }: Site, literal: ProgramNumber): boolean {
  return file.name === literal.file && node.start === literal.start && node.end === literal.end;
}
