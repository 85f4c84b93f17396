/**
 * `germline bench` for one problem after another, each kept in populations/bench-PROBLEM, so that the same command
 * continues after an interruption:
 *   node bench/search.ts [problems; all built-in ones] [options of germline bench; --evaluations 2000]
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { listProblems } from '../src/load-problem.ts';

const given = process.argv.slice(2);
const at = given.findIndex((argument) => argument.startsWith('-'));
const [problems, options] = at < 0 ? [given, ['--evaluations', '2000']] : [given.slice(0, at), given.slice(at)];
const germline = join(import.meta.dirname, '../src/cli/germline.js');

for (const problem of problems.length > 0 ? problems : await listProblems()) {
  const { status } = spawnSync(process.execPath, [germline, 'bench', problem, ...options, '--keep'], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
  console.log();
}
