import type { CliCommand } from './command.ts';

/** A line of `germline --help`. The code of a command is loaded when it is called. */
export interface CommandEntry {
  readonly usage: string;
  readonly describe: string;
  readonly load: () => Promise<{ readonly command: CliCommand }>;
}

/** Commands for one purpose, with an example that can be pasted. */
interface CommandGroup {
  readonly title: string;
  readonly example: string;
  readonly commands: readonly CommandEntry[];
}

/** Every command, in the order that `--help` lists them. */
const groups: readonly CommandGroup[] = [
  {
    title: 'Search',
    example: 'npx germline run online-bin-packing --for 2m',
    commands: [
      {
        usage: 'run <problem>',
        describe: 'Search for better programs until a limit, or Ctrl-C',
        load: () => import('./run.ts'),
      },
      { usage: 'resume <population>', describe: 'Continue a run', load: () => import('./resume.ts') },
      {
        usage: 'hint <population> [text]',
        describe: 'Show a sentence to the models, list or remove hints',
        load: () => import('./hint.ts'),
      },
      {
        usage: 'playbook <population>',
        describe: 'Show or change the lessons that models learnt',
        load: () => import('./playbook.ts'),
      },
      { usage: 'add <population> <file>', describe: 'Add your own program to a run', load: () => import('./add.ts') },
      { usage: 'mcp <target>', describe: 'Let a coding agent take part in a run', load: () => import('./mcp.ts') },
    ],
  },
  {
    title: 'Look',
    example: 'npx germline report online-bin-packing-1',
    commands: [
      { usage: 'runs', describe: 'List your runs, the latest first; remove old ones', load: () => import('./runs.ts') },
      {
        usage: 'ui [population..]',
        describe: 'Open a live page: curves, lineages, archives',
        load: () => import('./ui.ts'),
      },
      {
        usage: 'report <population>',
        describe: 'Write a page on what improved, how, and at what cost',
        load: () => import('./report.ts'),
      },
      {
        usage: 'best <population>',
        describe: 'Print the winner: score, metrics and text',
        load: () => import('./best.ts'),
      },
      {
        usage: 'diff <population> [candidate] [other]',
        describe: 'Compare the winner with the initial program, or any two',
        load: () => import('./diff.ts'),
      },
      {
        usage: 'lineage <population> [candidate]',
        describe: 'Print the changes that led to a candidate',
        load: () => import('./lineage.ts'),
      },
      {
        usage: 'log <population>',
        describe: 'List attempts, also failed and refused ones',
        load: () => import('./log.ts'),
      },
      {
        usage: 'show <population> [candidate]',
        describe: 'Print one attempt: origin, outcome and change',
        load: () => import('./show.ts'),
      },
      {
        usage: 'note <population> [candidate] [text]',
        describe: 'Star a candidate, write a note on it, list notes',
        load: () => import('./note.ts'),
      },
    ],
  },
  {
    title: 'Take over',
    example: 'npx germline export online-bin-packing-1 --patch',
    commands: [
      {
        usage: 'export <population> [candidate]',
        describe: 'Write files, a patch, the population, training data',
        load: () => import('./export.ts'),
      },
      {
        usage: 'apply <population> [candidate]',
        describe: 'Commit the winner on a new branch of your repository',
        load: () => import('./apply.ts'),
      },
    ],
  },
  {
    title: 'Your own problem',
    example: 'npx germline new my-problem --template python',
    commands: [
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
        describe: 'Set up a repository: what may change, tests, measure',
        load: () => import('./init.ts'),
      },
      {
        usage: 'import <folder>',
        describe: 'Make a problem of a folder of OpenEvolve or ShinkaEvolve',
        load: () => import('./import.ts'),
      },
      { usage: 'eval <problem>', describe: 'Score one program in the sandbox', load: () => import('./eval.ts') },
      {
        usage: 'check <problem>',
        describe: 'Examine an evaluator and try cheats on it',
        load: () => import('./check.ts'),
      },
    ],
  },
  {
    title: 'Prove',
    example: 'npx germline audit online-bin-packing-1 --top 5',
    commands: [
      {
        usage: 'audit <population>',
        describe: 'Evaluate winners again, independently',
        load: () => import('./audit.ts'),
      },
      {
        usage: 'replay <population>',
        describe: 'Rebuild a run from its record and compare commit ids',
        load: () => import('./replay.ts'),
      },
      { usage: 'bench <problem>', describe: 'Compare search methods at equal cost', load: () => import('./bench.ts') },
    ],
  },
  {
    title: 'Machines',
    example: 'npx germline doctor --bench --model name=gemma3:4b',
    commands: [
      {
        usage: 'doctor',
        describe: 'Check the runtime, git, sandbox, models and queue',
        load: () => import('./doctor.ts'),
      },
      {
        usage: 'worker <problem..>',
        describe: 'Score programs for runs on other machines',
        load: () => import('./worker.ts'),
      },
      {
        usage: 'sync <population>',
        describe: 'Exchange winners with other runs over a git remote',
        load: () => import('./sync.ts'),
      },
    ],
  },
];

export const commands: readonly CommandEntry[] = groups.flatMap((group) => group.commands);

/** The first lines of a command's help, for `usage` of yargs. */
export const introductionOf = ({ usage, describe }: CommandEntry): string => `$0 ${usage}\n\n${describe}`;

/** The commands by purpose, a line each, without the arguments that may be left out. */
export function listCommands(): string {
  const shown = ({ usage }: CommandEntry) => usage.replace(/ \[.*/, '');
  const width = Math.max(...commands.map((entry) => shown(entry).length));
  const line = (entry: CommandEntry) => `  ${shown(entry).padEnd(width)}  ${entry.describe}`;
  return groups
    .map(({ title, example, commands }) => [`${title}, such as: ${example}`, ...commands.map(line)].join('\n'))
    .join('\n\n');
}
