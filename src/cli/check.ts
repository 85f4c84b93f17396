import type { Evaluation } from '../api/evaluation.ts';
import type { LoadedProblem } from '../api/problem.ts';
import { openEvaluation } from '../compose.ts';
import { type Cheat, standardCheats } from '../evaluation/cheats.ts';
import { formatNumber } from '../format.ts';
import { loadProblem } from '../load-problem.ts';
import { plain } from '../plain.ts';
import { defineCommand } from './command.ts';
import { limits } from './run.ts';
import { jsonOption } from './with-record.ts';

/**
 * `passed`: nonsense scores more than the initial program; `look`: a change of what the initial program gives scores
 * more, which may be honest; `stumbled`: the evaluator itself failed.
 */
type Status = 'held' | 'look' | 'passed' | 'stumbled';

interface Finding {
  readonly cheat: string;
  readonly status: Status;
  readonly detail: string;
}

export const check = defineCommand({
  command: 'check <problem>',
  describe: 'Try standard cheats on a problem’s evaluator; exit 1 if it lets one through',
  builder: (yargs) =>
    yargs
      .positional('problem', {
        type: 'string',
        demandOption: true,
        describe: 'Name of a problem, or path to its folder',
      })
      .options({ sandbox: limits.sandbox, json: jsonOption })
      .example('$0 check ./my-problem', 'before a night is spent on it')
      .epilogue(
        'The cheats know nothing of the problem: they give nonsense, or change what the initial program gives. A changed result ' +
          'that scores more may be an honest improvement: look at it. An evaluator that throws loses the reason, so use the readers of ' +
          'evaluators/kit/evidence.ts. A clean result does not prove that an evaluator is safe.',
      ),
  handler: async (argv) => {
    const problem = await loadProblem(argv.problem);
    const pool = await openEvaluation(problem, { seed: 0, sandbox: argv.sandbox });
    try {
      const honest = await pool.evaluate(problem.initial);
      const findings = [
        ...(await checkHonest(problem, honest, argv.sandbox)),
        ...(await Promise.all(
          standardCheats(problem.initial).map(async (cheat) =>
            judge(cheat, await pool.evaluate(cheat.files), honest, problem),
          ),
        )),
      ];
      if (argv.json) console.log(JSON.stringify(findings));
      else print(findings);
      if (findings.some(({ status }) => status === 'passed' || status === 'stumbled')) process.exitCode = 1;
    } finally {
      await pool.close();
    }
  },
});

/** The initial program must score, and the same again in a fresh process, unless it is timed. */
async function checkHonest(
  problem: LoadedProblem,
  honest: Evaluation,
  sandbox: (typeof limits.sandbox.choices)[number],
): Promise<Finding[]> {
  const cheat = 'none: the initial program, twice';
  if (honest.status === 'failed')
    return [{ cheat, status: 'stumbled', detail: `${honest.reason}: ${honest.feedback}` }];
  const pool = await openEvaluation(problem, { workers: 1, seed: 0, sandbox });
  const again = await pool.evaluate(problem.initial).finally(() => pool.close());
  const same = again.status === 'scored' && again.score === honest.score;
  const detail = `${formatNumber(honest.score)}, then ${again.status === 'scored' ? formatNumber(again.score) : again.reason}`;
  return [{ cheat, status: same || isTimed(problem) ? 'held' : 'stumbled', detail }];
}

function judge(
  { name: cheat, nonsense }: Cheat,
  evaluation: Evaluation,
  honest: Evaluation,
  problem: LoadedProblem,
): Finding {
  if (evaluation.status === 'failed') {
    const { reason, stage, feedback } = evaluation;
    const status = reason === 'evaluator-error' ? 'stumbled' : 'held';
    return { cheat, status, detail: `${reason} in ${stage}: ${feedback.split('\n').at(-1)?.slice(0, 120)}` };
  }
  const before = honest.status === 'scored' ? honest.score : Number.NEGATIVE_INFINITY;
  // Two timings of one program differ; a cheat is worth the name when it seems much faster.
  const better = evaluation.score > (isTimed(problem) ? before + 0.5 * Math.abs(before) : before);
  return {
    cheat,
    status: !better ? 'held' : nonsense ? 'passed' : 'look',
    detail: `scores ${formatNumber(evaluation.score)}`,
  };
}

function isTimed({ problem }: LoadedProblem): boolean {
  return problem.evaluator.stages.some(({ timing }) => timing);
}

function print(findings: readonly Finding[]): void {
  for (const { cheat, status, detail } of findings)
    console.log(plain(`${status.padEnd(9)} ${cheat}\n          ${detail}`));
  const count = (status: Status) => findings.filter((finding) => finding.status === status).length;
  console.log(
    `${findings.length} tried: ${count('held')} held, ${count('look')} changed results that score more (look at them), ` +
      `${count('passed')} nonsense that scores more, ${count('stumbled')} made the evaluator stumble.`,
  );
}
