import { openTypeChecker, type TypeChecker } from './javascript/type-check.ts';

/** Finds mistakes that a parser does not see, in the files of those languages that have a checker here. */
export type Checker = TypeChecker;

export const openChecker = openTypeChecker;
