import type { Command } from './command.ts';

/** A command by what `germline --help` says of it; its code is loaded when it is called. */
export interface CommandEntry {
  readonly usage: string;
  readonly describe: string;
  readonly load: () => Promise<{ readonly command: Command }>;
}

/** Every command, in the order that `--help` lists them. */
export const commands: readonly CommandEntry[] = [
  {
    usage: 'run <problem>',
    describe: 'Search for better programs; ends at the first limit, or with Ctrl-C',
    load: () => import('./run.ts'),
  },
  {
    usage: 'resume <population>',
    describe: 'Go on with a run, with the limits it had unless others are given',
    load: () => import('./resume.ts'),
  },
  {
    usage: 'problems [name]',
    describe: 'The built-in problems, or all about one',
    load: () => import('./problems.ts'),
  },
  {
    usage: 'new [name]',
    describe: 'Make a folder with a problem that runs at once, to be changed into yours',
    load: () => import('./new.ts'),
  },
  {
    usage: 'eval <problem>',
    describe: 'Score one program in the sandbox; exit 0 scored, 1 failed, 2 wrong use',
    load: () => import('./eval.ts'),
  },
  {
    usage: 'check <problem>',
    describe: 'Examine a problem’s evaluator and try standard cheats on it; exit 1 if it fails or lets one through',
    load: () => import('./check.ts'),
  },
  {
    usage: 'ui <population..>',
    describe: 'A page on this machine: runs, lineages, archives and pictures, live while they go on',
    load: () => import('./ui.ts'),
  },
  {
    usage: 'report <population>',
    describe: 'A page for the morning after: what improved, how, at what cost, and how to apply it',
    load: () => import('./report.ts'),
  },
  {
    usage: 'best <population>',
    describe: 'The winner: its score, metrics and text',
    load: () => import('./best.ts'),
  },
  {
    usage: 'lineage <population> [candidate]',
    describe: 'How a candidate came about, from the initial program on',
    load: () => import('./lineage.ts'),
  },
  {
    usage: 'log <population>',
    describe: 'The latest attempts, failed and refused ones too',
    load: () => import('./log.ts'),
  },
  {
    usage: 'show <population> [candidate]',
    describe: 'One attempt: where it came from, what became of it, and its change',
    load: () => import('./show.ts'),
  },
  {
    usage: 'diff <population> [candidate] [other]',
    describe: 'What differs between two candidates; one alone is compared with the initial program',
    load: () => import('./diff.ts'),
  },
  {
    usage: 'export <population> [candidate]',
    describe:
      "Write a candidate's files to a folder, its patch, the whole population as one file, or all answers of models",
    load: () => import('./export.ts'),
  },
  {
    usage: 'bench <problem>',
    describe: 'Compare ways of searching at equal cost: the engine, simple baselines, the engine without its parts',
    load: () => import('./bench.ts'),
  },
  {
    usage: 'add <population> <file>',
    describe: 'Put a program of yours into a run, under way or at rest',
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
    usage: 'audit <population>',
    describe: 'Evaluate winners again, independently; exit 1 if one is refuted',
    load: () => import('./audit.ts'),
  },
  {
    usage: 'replay <population>',
    describe: 'Rebuild a run from its own record and compare commit ids',
    load: () => import('./replay.ts'),
  },
  {
    usage: 'doctor',
    describe: 'Check what germline needs: runtime, git, sandbox, models',
    load: () => import('./doctor.ts'),
  },
];
