/**
 * What the playbook and the evolving prompts add to a model: the same tokens with and without them.
 *   node bench/ablation.ts --model name=qwen2.5-coder-1.5b,provider=openai,host=http://127.0.0.1:8080 [--tokens 12000]
 *     [--seeds 5] [--problems cap-set-8,cluster-scheduling,erdos-overlap] [--at-once 4] [--results bench/ablation.jsonl]
 *     [--keep populations/ablation]
 *   node bench/ablation.ts --table [--results bench/ablation.jsonl]     # Markdown of what was measured
 * A model is declared as for `germline run`. With several servers that have it, `--host` is repeated, and runs take turns.
 *
 * Only models make programs here (`--proposers none --set tune=false`): what operators do for each token depends on how slow
 * the model is. Tokens are those of all prompts and answers, those of reflections too. The playbook reflects from the first
 * attempts on, and prompts evolve from the first as well, each after every fourth attempt: no such run would come to the usual
 * thresholds.
 *
 * Each finished run is a line of the results, and runs go seed by seed, so that every moment has whole seeds. The same command
 * goes on where it was cut off. Lines of another model or budget are kept, and not counted. The table names the commits; where a
 * change between them matters to what is measured, begin another file.
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { exchangesOf, modelOf, type ProposalAttempt, parentsOf, tokensOf } from '../src/api/attempt.ts';
import { fitnessOf } from '../src/api/direction.ts';
import { formatNumber } from '../src/format.ts';
import { type RunRecord, readRecord } from '../src/record/read-record.ts';
import { countOf, germline, inLanes } from './lanes.ts';
import { median } from './median.ts';
import { signedRankTest } from './signed-rank.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: '' },
    host: { type: 'string', multiple: true, default: [] },
    tokens: { type: 'string', default: '12000' },
    seeds: { type: 'string', default: '5' },
    problems: { type: 'string', default: 'cap-set-8,cluster-scheduling,erdos-overlap' },
    'at-once': { type: 'string', default: '4' },
    results: { type: 'string', default: join(import.meta.dirname, 'ablation.jsonl') },
    keep: { type: 'string', default: 'populations/ablation' },
    table: { type: 'boolean', default: false },
  },
});

const lessons = ['playbook=on', 'playbookInterval=4'];
const wordings = ['prompts=evolve', 'promptInterval=4'];

/** The arms; all are compared with the first. */
const arms: Readonly<Record<string, readonly string[]>> = {
  full: [...lessons, ...wordings],
  'no playbook': ['playbook=off', ...wordings],
  'fixed prompts': [...lessons, 'prompts=fixed'],
  neither: ['playbook=off', 'prompts=fixed'],
};

/** The settings that all arms share. */
const shared = ['tune=false', 'simplify=false'];

/** What a run is, and what it is compared by. */
interface Run {
  /** The last commit that changed what is measured. */
  readonly commit: string;
  /** As declared, without its host. */
  readonly model: string;
  readonly tokens: number;
  readonly problem: string;
  readonly seed: number;
  readonly arm: string;
}

/** One line of the results. */
interface Row extends Run, Measured {
  readonly settings: readonly string[];
}

interface Measured {
  readonly initial: number;
  readonly best: number;
  /** `best` less `initial`, turned so that more is better. */
  readonly gain: number;
  /** Calls of the model, repairs and reflections too. */
  readonly calls: number;
  /** Attempts of the model to make a program, and how far they came. */
  readonly attempts: number;
  readonly programs: number;
  readonly scored: number;
  /** Better than each of their parents. */
  readonly better: number;
  /** Why attempts led to no score. */
  readonly lost: Readonly<Record<string, number>>;
  /** Attempts whose prompt showed lessons, and those with a wording that a model wrote. */
  readonly withLessons: number;
  readonly reworded: number;
  readonly reflections: number;
  /** Changes that reflections proposed, and wordings that they wrote. */
  readonly changes: number;
  readonly wordings: number;
  readonly tokensOfPrograms: number;
  readonly tokensOfReflections: number;
  /** All sessions together. */
  readonly seconds: number;
}

const keyOf = ({ model, tokens, problem, seed, arm }: Run) => JSON.stringify([model, tokens, problem, seed, arm]);

function readRows(): readonly Row[] {
  if (!existsSync(values.results)) return [];
  const lines = readFileSync(values.results, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
}

/** All runs, seed by seed. */
function planned(): readonly Run[] {
  const root = join(import.meta.dirname, '..');
  const measured = ['src', 'workers', 'evaluators', 'problems'];
  const commit = execFileSync('git', ['log', '-1', '--format=%h', '--', ...measured], {
    cwd: root,
    encoding: 'utf8',
  }).trim();
  if (values.model === '') throw new Error('declare a model, such as --model name=qwen2.5-coder:7b');
  const fields = values.model.split(',');
  const model = fields.filter((field) => !field.startsWith('host=')).join(',');
  const seeds = Array.from({ length: countOf('seeds', values.seeds) }, (_, index) => index + 1);
  const tokens = countOf('tokens', values.tokens);
  return seeds.flatMap((seed) =>
    values.problems
      .split(',')
      .flatMap((problem) => Object.keys(arms).map((arm) => ({ commit, model, tokens, problem, seed, arm }))),
  );
}

/** Makes a run, or goes on with what is there of it. */
async function measure(run: Run, at: number): Promise<Row> {
  const { problem, seed, arm, tokens } = run;
  const population = resolve(values.keep, `${problem}-${arm.replaceAll(' ', '-')}-${seed}.git`);
  const host = values.host[at % Math.max(1, values.host.length)];
  const model = [values.model, host && `host=${host}`, `tokens=${tokens}`].filter(Boolean).join(',');
  const settings = [...shared, ...arms[arm]!];
  const options = [
    '--population',
    population,
    '--seed',
    String(seed),
    '--workers',
    '1',
    '--proposers',
    'none',
    '--model',
    model,
  ];
  if (await hasBegun(population)) await germline('resume', population);
  else await germline('run', problem, ...options, ...settings.flatMap((setting) => ['--set', setting]));
  const record = await readRecord(population);
  try {
    return { ...run, settings, ...measuredOf(record) };
  } finally {
    await record.close();
  }
}

/** Whether there is a run to go on with. One that was cut off before its first attempt is removed. */
async function hasBegun(population: string): Promise<boolean> {
  if (!existsSync(population)) return false;
  const record = await readRecord(population);
  await record.close();
  if (record.entries.length === 0) rmSync(population, { recursive: true });
  return record.entries.length > 0;
}

function measuredOf(record: RunRecord): Measured {
  const { facts, entries } = record;
  const attempts = entries.map(({ attempt }) => attempt);
  const fitness = (number: number) => fitnessOf(facts.direction, record.score(number) ?? Number.NaN);
  const proposals = attempts
    .filter((attempt) => attempt.kind === 'proposal')
    .filter((attempt) => modelOf(attempt) !== undefined);
  const reflections = attempts.filter((attempt) => attempt.kind === 'reflection');
  const scored = proposals.filter(({ outcome }) => outcome.status === 'scored');
  const best = [...scored.map(({ number }) => number), 0].sort((a, b) => fitness(b) - fitness(a))[0]!;
  const isBetter = (attempt: ProposalAttempt) =>
    parentsOf(attempt).every((parent) => fitness(attempt.number) > fitness(parent));
  const sum = <T>(all: readonly T[], value: (one: T) => number) => all.reduce((total, one) => total + value(one), 0);
  return {
    initial: record.score(0)!,
    best: record.score(best)!,
    gain: fitness(best) - fitness(0),
    calls: sum(attempts, (attempt) => sum(exchangesOf(attempt), ({ retried = [] }) => 1 + retried.length)),
    attempts: proposals.length,
    programs: proposals.filter(({ outcome }) => outcome.status !== 'refused').length,
    scored: scored.length,
    better: scored.filter(isBetter).length,
    lost: lostOf(proposals),
    withLessons: proposals.filter(({ proposal }) => (proposal.shown ?? []).length > 0).length,
    reworded: proposals.filter(({ proposal }) => proposal.wording?.includes('#')).length,
    reflections: reflections.length,
    changes: sum(reflections, ({ delta }) => delta.playbook?.length ?? 0),
    wordings: sum(reflections, ({ delta }) => delta.wordings?.length ?? 0),
    tokensOfPrograms: sum(proposals, tokensOf),
    tokensOfReflections: sum(reflections, tokensOf),
    seconds: Math.round(Math.max(...attempts.map(({ at }) => at)) / 1000),
  };
}

function lostOf(proposals: readonly ProposalAttempt[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { outcome } of proposals)
    if (outcome.status !== 'scored') counts[outcome.reason] = (counts[outcome.reason] ?? 0) + 1;
  return counts;
}

async function measureAll(): Promise<void> {
  const done = new Set(readRows().map(keyOf));
  const waiting = planned().filter((run) => !done.has(keyOf(run)));
  console.error(`${waiting.length} runs to make`);
  await inLanes(values['at-once'], waiting, async (run, at) => {
    const row = await measure(run, at);
    appendFileSync(values.results, `${JSON.stringify(row)}\n`);
    const { problem, seed, arm, initial, best, attempts, scored, better, seconds } = row;
    const found = `${formatNumber(initial)} -> ${formatNumber(best)}, ${attempts} attempts, ${scored} scored, ${better} better`;
    console.error(`${problem}, seed ${seed}, ${arm}: ${found}, ${seconds} s`);
  });
}

const row = (cells: readonly unknown[]) => `| ${cells.join(' | ')} |`;
const heading = (titles: readonly string[]) => `${row(titles)}\n${row(titles.map(() => '---'))}`;

/** What arms are compared by. Gains of a problem are shares of the largest gain that any run of it made. */
function measuresOf(rows: readonly Row[]): Readonly<Record<string, (row: Row) => number>> {
  const most = (problem: string) => Math.max(...rows.filter((row) => row.problem === problem).map(({ gain }) => gain));
  const perThousand = (part: number, { tokensOfPrograms, tokensOfReflections }: Row) =>
    (1000 * part) / (tokensOfPrograms + tokensOfReflections);
  return {
    'gain, as a share of the largest': (row) => (row.gain > 0 ? row.gain / most(row.problem) : 0),
    'attempts with a score': ({ scored, attempts }) => scored / Math.max(1, attempts),
    'programs with a score for 1,000 tokens': (row) => perThousand(row.scored, row),
    'better than the parent for 1,000 tokens': (row) => perThousand(row.better, row),
  };
}

function printScores(rows: readonly Row[]): void {
  console.log(
    heading([
      'problem',
      'arm',
      'runs',
      'start',
      'best: median (lowest, highest)',
      'attempts',
      'with a score',
      'better',
      'tokens for reflections',
    ]),
  );
  for (const problem of new Set(rows.map((row) => row.problem)))
    for (const arm of Object.keys(arms)) {
      const own = rows.filter((row) => row.problem === problem && row.arm === arm);
      if (own.length === 0) continue;
      const best = own.map((row) => row.best);
      const range = [median(best), Math.min(...best), Math.max(...best)].map(formatNumber);
      const sum = (value: (row: Row) => number) => own.reduce((total, row) => total + value(row), 0);
      const tokens = sum((row) => row.tokensOfPrograms + row.tokensOfReflections);
      const share = `${Math.round((100 * sum((row) => row.tokensOfReflections)) / tokens)} %`;
      const counts = [sum((row) => row.attempts), sum((row) => row.scored), sum((row) => row.better)];
      console.log(
        row([
          `\`${problem}\``,
          arm,
          own.length,
          formatNumber(own[0]!.initial),
          `${range[0]} (${range[1]}, ${range[2]})`,
          ...counts,
          share,
        ]),
      );
    }
}

/** Compares arms on the problems and seeds that both have. */
function printTests(rows: readonly Row[]): void {
  const [first = '', ...others] = Object.keys(arms);
  console.log(
    `\n${heading(['measure', `${first}: median`, ...others.map((arm) => `${arm}: median, difference of ${first}, p`)])}`,
  );
  for (const [name, measure] of Object.entries(measuresOf(rows))) {
    const byPair = (arm: string) =>
      new Map(rows.filter((row) => row.arm === arm).map((row) => [`${row.problem} ${row.seed}`, measure(row)]));
    const reference = byPair(first);
    const cells = others.map((arm) => {
      const pairs = [...byPair(arm)].filter(([run]) => reference.has(run));
      const differences = pairs.map(([run, value]) => reference.get(run)! - value);
      const { p, pairs: different } = signedRankTest(differences);
      const middle = [median(pairs.map(([, value]) => value)), median(differences)].map((value) =>
        value.toPrecision(2),
      );
      return `${middle[0]}, ${middle[1]}, p ${p.toFixed(2)} (${different} of ${pairs.length} pairs differ)`;
    });
    console.log(row([name, median([...reference.values()]).toPrecision(2), ...cells]));
  }
}

function printTables(): void {
  const groups = Map.groupBy(readRows(), ({ model, tokens }) => `${model}, ${tokens} tokens a run`);
  for (const [title, rows] of groups) {
    const minutes = Math.round(rows.reduce((sum, { seconds }) => sum + seconds, 0) / 60);
    const commits = [...new Set(rows.map(({ commit }) => commit))].join(', ');
    console.log(`\n${title}, at ${commits}: ${rows.length} runs, ${minutes} minutes of runs in all\n`);
    printScores(rows);
    printTests(rows);
  }
}

if (values.table) printTables();
else await measureAll();
