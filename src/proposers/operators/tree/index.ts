import type { Proposer } from '../../../api/proposer.ts';
import { blend } from './blend.ts';
import { changeCondition } from './change-condition.ts';
import { crossFunctions } from './cross-functions.ts';
import { editStatement } from './edit-statement.ts';
import { interchangeLoops } from './interchange-loops.ts';
import { replaceExpression } from './replace-expression.ts';
import { swapOperator } from './swap-operator.ts';
import { swapSides } from './swap-sides.ts';
import { tuneMany } from './tune-many.ts';
import { tuneOne } from './tune-one.ts';

/** The model-free operators for every language that has a syntax tree. */
export const treeOperators: readonly Proposer[] = [
  tuneOne,
  tuneMany,
  blend,
  swapOperator,
  swapSides,
  replaceExpression,
  changeCondition,
  editStatement,
  interchangeLoops,
  crossFunctions,
];
