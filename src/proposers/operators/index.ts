import type { Proposer } from '../../api/proposer.ts';
import { blend } from './blend.ts';
import { changeCondition } from './change-condition.ts';
import { copyCode } from './copy-code.ts';
import { editStatement } from './edit-statement.ts';
import { replaceExpression } from './replace-expression.ts';
import { swapOperator } from './swap-operator.ts';
import { swapVariable } from './swap-variable.ts';
import { tuneMany } from './tune-many.ts';
import { tuneOne } from './tune-one.ts';
import { wrapExpression } from './wrap-expression.ts';

/** The model-free operators. */
export const operators: readonly Proposer[] = [
  tuneOne,
  tuneMany,
  blend,
  swapOperator,
  swapVariable,
  wrapExpression,
  replaceExpression,
  changeCondition,
  editStatement,
  copyCode,
];
