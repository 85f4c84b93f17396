import type { Proposer } from '../../../api/proposer.ts';
import { changeCondition } from './change-condition.ts';
import { crossFunctions } from './cross-functions.ts';
import { editStatement } from './edit-statement.ts';
import { interchangeLoops } from './interchange-loops.ts';
import { replaceExpression } from './replace-expression.ts';
import { swapOperator } from './swap-operator.ts';
import { swapSides } from './swap-sides.ts';
import { swapVariable } from './swap-variable.ts';
import { unwrapExpression } from './unwrap-expression.ts';
import { wrapExpression } from './wrap-expression.ts';

/** The operators that change the structure of programs, for every language with a tree-sitter grammar. */
export const treeOperators: readonly Proposer[] = [
  swapOperator,
  swapSides,
  swapVariable,
  replaceExpression,
  wrapExpression,
  unwrapExpression,
  changeCondition,
  editStatement,
  interchangeLoops,
  crossFunctions,
];
