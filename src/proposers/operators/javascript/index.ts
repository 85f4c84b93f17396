import type { Proposer } from '../../../api/proposer.ts';
import { changeCondition } from './change-condition.ts';
import { changeLoop } from './change-loop.ts';
import { copyCode } from './copy-code.ts';
import { crossFunctions } from './cross-functions.ts';
import { editList } from './edit-list.ts';
import { editStatement } from './edit-statement.ts';
import { extractConstant } from './extract-constant.ts';
import { interchangeLoops } from './interchange-loops.ts';
import { leaveEarly } from './leave-early.ts';
import { nameExpression } from './name-expression.ts';
import { replaceExpression } from './replace-expression.ts';
import { specialCase } from './special-case.ts';
import { swapCall } from './swap-call.ts';
import { swapOperator } from './swap-operator.ts';
import { swapVariable } from './swap-variable.ts';
import { unrollLoop } from './unroll-loop.ts';
import { wrapExpression } from './wrap-expression.ts';

/** The operators that change the structure of JavaScript and TypeScript. */
export const javascriptOperators: readonly Proposer[] = [
  swapOperator,
  swapVariable,
  wrapExpression,
  replaceExpression,
  changeCondition,
  editStatement,
  copyCode,
  changeLoop,
  crossFunctions,
  extractConstant,
  interchangeLoops,
  leaveEarly,
  nameExpression,
  swapCall,
  unrollLoop,
  editList,
  specialCase,
];
