import type { Proposer } from '../../../api/proposer.ts';
import { blend } from './blend.ts';
import { tuneMany } from './tune-many.ts';
import { tuneOne } from './tune-one.ts';

/** The operators that change numbers, for every language whose numbers can be read. */
export const numberOperators: readonly Proposer[] = [tuneOne, tuneMany, blend];
