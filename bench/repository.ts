import { chooseJail } from '../src/evaluation/jail/choose-jail.ts';
import { copyOf } from '../src/evaluation/repository/copies.ts';
import { planRepository } from '../src/evaluation/repository/plan.ts';
import { runCommand } from '../src/evaluation/repository/run-command.ts';
import { median } from '../src/interval.ts';
import { loadProblem } from '../src/load-problem.ts';

/** What a command of a repository costs beyond itself: its space, its sandbox and their removal, in milliseconds. */
const problem = await loadProblem(process.argv[2] ?? '.');
const copy = await copyOf(problem, chooseJail('auto'));
const plan = { ...planRepository(problem)[0]!, words: ['true'] };
const overheads: number[] = [];
for (let run = 0; run < 30; run++) {
  const begin = performance.now();
  const space = await copy.over(copy.clean);
  const { report } = await runCommand(copy, space, plan);
  await copy.remove(space);
  overheads.push(performance.now() - begin - (report?.wallMilliseconds ?? 0));
}
console.log(`${median(overheads).toFixed(1)} ms a command, the median of ${overheads.length}`);
process.exit(0);
