import type { CliCommand } from './command.ts';

/** A line of `germline --help`. The code of a command is loaded when it is called. */
export interface CommandEntry {
  readonly usage: string;
  readonly describe: string;
  readonly load: () => Promise<{ readonly command: CliCommand }>;
}

/** Every command, in the order that `--help` lists them. */
export const commands: readonly CommandEntry[] = [
  {
    usage: 'run <problem>',
    describe: 'Search for better programs until a limit is reached, or Ctrl-C',
    load: () => import('./run.ts'),
  },
  {
    usage: 'resume <population>',
    describe: 'Continue a run, with its own limits unless others are given',
    load: () => import('./resume.ts'),
  },
  {
    usage: 'problems [name]',
    describe: 'List the built-in problems, or describe one',
    load: () => import('./problems.ts'),
  },
  {
    usage: 'new [name]',
    describe: 'Create a folder with a working problem to edit',
    load: () => import('./new.ts'),
  },
  {
    usage: 'init [folder]',
    describe: 'Set up a repository of yours: what may change, which tests must pass, what is measured',
    load: () => import('./init.ts'),
  },
  {
    usage: 'import <folder>',
    describe: 'Make a problem of a folder that was made for OpenEvolve or ShinkaEvolve',
    load: () => import('./import.ts'),
  },
  {
    usage: 'eval <problem>',
    describe: 'Score one program in the sandbox; exit code 0: scored, 1: failed, 2: wrong use',
    load: () => import('./eval.ts'),
  },
  {
    usage: 'check <problem>',
    describe: "Examine a problem's evaluator and try standard cheats on it; exit code 1 if one succeeds",
    load: () => import('./check.ts'),
  },
  {
    usage: 'ui <population..>',
    describe: 'Serve a local page with runs, lineages, archives and pictures, live',
    load: () => import('./ui.ts'),
  },
  {
    usage: 'report <population>',
    describe: 'Write a self-contained report: what improved, how, at what cost, and how to apply it',
    load: () => import('./report.ts'),
  },
  {
    usage: 'runs',
    describe: 'List the runs in the folder populations, the latest first',
    load: () => import('./runs.ts'),
  },
  {
    usage: 'best <population>',
    describe: 'Print the winner: score, metrics and text',
    load: () => import('./best.ts'),
  },
  {
    usage: 'lineage <population> [candidate]',
    describe: 'Print the changes that led from the initial program to a candidate',
    load: () => import('./lineage.ts'),
  },
  {
    usage: 'log <population>',
    describe: 'List the latest attempts, including failed and refused ones',
    load: () => import('./log.ts'),
  },
  {
    usage: 'show <population> [candidate]',
    describe: 'Print one attempt: origin, outcome and change',
    load: () => import('./show.ts'),
  },
  {
    usage: 'diff <population> [candidate] [other]',
    describe: 'Compare two candidates, or one with the initial program',
    load: () => import('./diff.ts'),
  },
  {
    usage: 'export <population> [candidate]',
    describe: "Write a candidate's files or patch, the whole population, or data to train a model",
    load: () => import('./export.ts'),
  },
  {
    usage: 'apply <population> [candidate]',
    describe: 'Commit a candidate on a new branch of the repository that its run comes from',
    load: () => import('./apply.ts'),
  },
  {
    usage: 'bench <problem>',
    describe: 'Compare search methods at equal cost: the engine, baselines, the engine without its parts',
    load: () => import('./bench.ts'),
  },
  {
    usage: 'add <population> <file>',
    describe: 'Add your own program to a run, during the search or later',
    load: () => import('./add.ts'),
  },
  {
    usage: 'hint <population> [text]',
    describe: 'Show a sentence to the models from now on, or list and take back such hints',
    load: () => import('./hint.ts'),
  },
  {
    usage: 'mcp <target>',
    describe: 'Let a coding agent take part in a run, by the Model Context Protocol',
    load: () => import('./mcp.ts'),
  },
  {
    usage: 'sync <population>',
    describe: 'Exchange winners with other runs of the same problem over a git remote, once',
    load: () => import('./sync.ts'),
  },
  {
    usage: 'audit <population>',
    describe: 'Evaluate winners again, independently; exit code 1 if one is refuted',
    load: () => import('./audit.ts'),
  },
  {
    usage: 'replay <population>',
    describe: 'Rebuild a run from its record and compare commit ids',
    load: () => import('./replay.ts'),
  },
  {
    usage: 'worker <problem..>',
    describe: 'Score programs for runs on other machines, over a queue',
    load: () => import('./worker.ts'),
  },
  {
    usage: 'doctor',
    describe: 'Check the runtime, git, the sandbox, models, and a queue with its machines',
    load: () => import('./doctor.ts'),
  },
];
