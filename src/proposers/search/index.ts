import type { Proposer } from '../../api/proposer.ts';
import { changeAndTune } from './change-and-tune.ts';
import { fitTable } from './fit-table.ts';
import { searchFormula } from './search-formula.ts';
import { simplify } from './simplify.ts';
import { tune } from './tune.ts';

/** The model-free proposers that search by themselves, with trials. */
export const searches: readonly Proposer[] = [tune, changeAndTune, fitTable, searchFormula, simplify];
