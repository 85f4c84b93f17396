import type { Program } from '../../api/program.ts';
import { numbersOf } from '../../language/program.ts';
import type { Cut } from './cut.ts';
import { scriptPartCuts, scriptStatementCuts } from './javascript/cuts.ts';
import { treePartCuts, treeStatementCuts } from './tree-cuts.ts';

/** Every statement and declaration that may be left out, also those that others need. */
export function statementCuts(program: Program): readonly Cut[] {
  return [...scriptStatementCuts(program), ...treeStatementCuts(program)];
}

/** Every way to replace code by one of its parts: contents of a block, branches, operands, arguments, fewer digits. */
export function partCuts(program: Program): readonly Cut[] {
  return [...scriptPartCuts(program), ...treePartCuts(program), ...digitCuts(program)];
}

function digitCuts(program: Program): readonly Cut[] {
  return numbersOf(program).flatMap(({ file, start, end, value, write }) => {
    const old = (program.files[file] as string).slice(start, end);
    const shorter = [1, 2, 3, 4, 6].map((digits) => write(Number(value.toPrecision(digits))));
    return shorter.filter((text) => text.length < old.length).map((text) => ({ file, start, end, text }));
  });
}
