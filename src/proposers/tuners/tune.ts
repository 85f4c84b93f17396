import { type ProposalDetails, refuse } from '../../api/attempt.ts';
import type { Files } from '../../api/program.ts';
import type { Proposal, Proposer, Pursuit, Request } from '../../api/proposer.ts';
import { type Bound, optimise } from './optimise.ts';
import { type DescribedParameters, parametersOf } from './parameters.ts';
import { readReplayData, writeReplayData } from './replay-data.ts';

/** Most numbers that one attempt tunes. */
const all = 128;

/** Tunes the numbers of the parent, with trials of its own. Sometimes few of them: then a small budget goes further. */
export const tune: Proposer = tuning([all, 12, 12]);

/** Tunes all numbers of the parent: a fresh find, whose numbers nothing has moved yet. */
export const tuneFind: Proposer = tuning([all]);

/** `measured`: how many numbers an attempt may tune, one of these. */
function tuning(measured: readonly number[]): Proposer {
  return {
    name: 'tune',
    propose(request) {
      const parameters = parametersOf(request.parent.program);
      if (parameters.values.length === 0) return refuse('no-site', 'the program has no numbers that may change');
      const bound = { trials: 1500, measured: request.random.pick(measured) };
      return tuned(request, parameters, request.parent.fitness, bound);
    },
  };
}

/**
 * The program with the best numbers found, or in a replay with the recorded ones. `fitness` is that of the program before
 * tuning, where known; `change` describes how the parent was changed before.
 */
export function tuned(
  request: Request,
  parameters: DescribedParameters,
  fitness: number | undefined,
  bound: Bound,
  change?: Pick<ProposalDetails, 'summary' | 'mate'>,
): Proposal | Pursuit {
  const { parent, replayData: recorded, trials, random } = request;
  const propose = (values: readonly number[], replayData: string): Proposal => {
    const { files } = parameters.write(values);
    if (isSame(files, parent.program.files))
      return { ...refuse('unchanged', 'no better numbers were found'), replayData };
    const summary = [change?.summary, parameters.describe(values)].filter(Boolean).join(', ');
    return { status: 'proposed', files, replayData, summary, ...(change?.mate !== undefined && { mate: change.mate }) };
  };
  if (recorded !== undefined) return propose(readReplayData(parameters, recorded), recorded);
  if (!trials) return refuse('no-answer', 'there is nothing to evaluate settings with');
  return async () => {
    const setting = await optimise(parameters, fitness, trials, random, bound);
    return propose(setting.values, writeReplayData(parameters, setting));
  };
}

function isSame(a: Files, b: Files): boolean {
  return Object.keys(a).every((name) => a[name] === b[name]);
}
