import type { Entry } from '../api/attempt.ts';
import { EnvironmentError, UsageError } from '../api/errors.ts';
import { trimWinner } from '../compose/trim-winner.ts';
import type { SandboxLevel } from '../evaluation/jail/choose-jail.ts';
import { formatCount } from '../format.ts';
import { plain } from '../plain.ts';
import { populationName, populationPath } from '../population-path.ts';
import type { RunRecord } from '../record/read-record.ts';
import { type Applied, applyCandidate } from '../repository/apply/apply.ts';
import { gainOf, type Trimmed, takenBack } from '../repository/apply/evidence.ts';
import { describeSigns, signsIntroduction } from '../review/describe.ts';
import { signsIn } from '../review/review.ts';
import { shellWord } from '../shell-word.ts';
import { candidateArgument, jsonOption, populationArgument, repositoryOption, sandboxOption } from './arguments.ts';
import { defineCommand } from './command.ts';
import { ownName } from './own-name.ts';
import { printJson } from './standard-output.ts';
import { withRecord } from './with-record.ts';

export const command = defineCommand({
  builder: (yargs) =>
    yargs
      .positional('population', populationArgument)
      .positional('candidate', candidateArgument)
      .options({
        branch: { type: 'string', describe: 'Branch to make [default: germline/POPULATION]', requiresArg: true },
        here: { type: 'boolean', describe: 'Commit to the current branch and update the files there' },
        'at-run': {
          type: 'boolean',
          describe: 'Begin the branch at the commit that the run began from, not at the current one',
        },
        message: { type: 'string', describe: "First line of the commit's message", requiresArg: true },
        repository: repositoryOption,
        anyway: { type: 'boolean', default: false, describe: 'Apply a candidate whose gain no audit confirmed' },
        force: { type: 'boolean', describe: 'Replace a branch of that name' },
        trim: {
          type: 'boolean',
          default: true,
          describe:
            'Race parts of the change, for two minutes at most, and take back those that gain nothing; --no-trim skips it',
        },
        sandbox: sandboxOption,
        json: jsonOption,
      })
      .conflicts('here', ['branch', 'at-run', 'force'])
      .example('$0 apply similar-1', 'the winner as one commit on the branch germline/similar-1')
      .epilogue(
        'The commit is your own, signed where your git signs commits. Your working tree and the current branch stay as they ' +
          'are, and hooks of "git commit" do not run.',
      ),
  handler: (argv) =>
    withRecord(argv.population, async (record) => {
      const population = populationName(await populationPath(argv.population));
      const branch = argv.here ? undefined : (argv.branch ?? `germline/${population.replace(/[^\w.-]+/g, '-')}`);
      const { force = false, anyway, atRun = false, repository, message: subject } = argv;
      const entry = record.find(argv.candidate);
      const trim = argv.trim && !anyway ? () => tryToTrim(record, entry, argv.sandbox) : undefined;
      const options = { population: argv.population, branch, force, anyway, atRun, repository, subject, trim };
      const applied = await applyCandidate(record, entry, options);
      if (argv.json) printJson(asJson(applied, branch));
      else console.log(plain(describe(applied, branch)));
    }),
});

/** Trims where it can be measured; elsewhere the whole change is applied, and standard error says why. */
async function tryToTrim(record: RunRecord, entry: Entry, sandbox: SandboxLevel): Promise<Trimmed | undefined> {
  const notice = (text: string) => void process.stderr.write(`${text}\n`);
  try {
    return await trimWinner(record, entry, { sandbox, notice });
  } catch (error) {
    if (!(error instanceof EnvironmentError || error instanceof UsageError)) throw error;
    notice(`The whole change is applied, as its parts cannot be measured here: ${error.message}`);
    return undefined;
  }
}

function asJson({ top, commit, parent, files, evidence: { winner, trimmed } }: Applied, branch: string | undefined) {
  const { attempt, score, gain, measured, audit } = winner;
  return {
    ...{ repository: top, branch: branch ?? null, commit, parent },
    ...{ attempt, score, gain, measured, audit: audit?.verdict ?? null },
    trimmed: trimmed ? { taken: trimmed.taken, parts: trimmed.parts } : null,
    signs: signsIn(files),
    files: files.map(({ path, formatted = null, unformatted = null }) => ({ path, formatted, unformatted })),
  };
}

function describe({ top, commit, parent, files, evidence }: Applied, branch: string | undefined): string {
  const signs = signsIn(files);
  const at = `git -C ${JSON.stringify(top)}`;
  return [
    `${branch ?? 'the current branch'} is at ${commit.slice(0, 10)}: ${gainOf(evidence.winner)}, ${formatCount(files.length, 'file')} changed`,
    ...(evidence.trimmed ? [takenBack(evidence.trimmed)] : []),
    ...files.map(({ path, formatted, unformatted }) => `  ${path}${describeLayout(formatted, unformatted)}`),
    '',
    signsIntroduction(signs),
    ...describeSigns(signs).map((line) => `  ${line}`),
    '',
    `To read it: ${at} show ${commit.slice(0, 10)}`,
    ...(branch === undefined ? [] : [`To try it: ${at} switch ${branch}`]),
    `For a pull request: ${ownName()} export ${shellWord(evidence.population)} --pull-request`,
    ...(parent === evidence.repository.commit
      ? []
      : [
          `It was measured at ${evidence.repository.commit.slice(0, 10)}; run your tests on the branch, which begins later.`,
        ]),
  ].join('\n');
}

function describeLayout(formatted: string | undefined, unformatted: string | undefined): string {
  if (unformatted !== undefined) return `, not formatted: ${unformatted}`;
  return formatted === undefined ? '' : `, formatted by ${formatted}`;
}
