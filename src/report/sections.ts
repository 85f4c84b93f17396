import { type Direction, fitnessOf, isBetter } from '../api/direction.ts';
import { formatDuration, formatGain, formatNumber, formatShare } from '../format.ts';
import { describeSigns, signsIntroduction } from '../review/describe.ts';
import { type Sign, unseen } from '../review/sign.ts';
import { shellWord } from '../shell-word.ts';
import { beyondKnown } from './beyond-known.ts';
import { curveChart } from './charts.ts';
import { others, warningsOf } from './comparison.ts';
import type { ReportFacts } from './facts.ts';
import { unprotectedText } from './heading.ts';
import type { Markup } from './markup.ts';
import type { ChangePart } from './parts.ts';
import type { ProposerFacts } from './proposers.ts';
import type { Step } from './steps.ts';

/** The texts of a report; candidates or the problem wrote all of them. */
export interface ReportTexts {
  /** Name of the population, as given on the command line. */
  readonly population: string;
  /** The patch from the initial program to the winner. */
  readonly patch: string;
  /** The patch without hunks that the winner's score does not need; undefined if all are needed, or it is not known. */
  readonly simplified: string | undefined;
  /** What the parts of the winner's change are worth; empty if that is not known. */
  readonly parts: readonly ChangePart[];
  /** The patches of the best changes, by attempt. */
  readonly changes: ReadonlyMap<number, string>;
  /** Sanitised pictures; undefined if the problem has none. */
  readonly pictures: { readonly initial: Markup | undefined; readonly winner: Markup | undefined };
  /** Signs of shortcuts in the winner's change; undefined where the program comes from no repository. */
  readonly signs: readonly Sign[] | undefined;
  /** Sentences about missing parts, with the reasons. */
  readonly missing: readonly string[];
}

/** The sentence before a simplified patch. */
export const simplifiedText =
  'Without parts that the score does not need (each was taken back and the rest scored again; simplified.patch beside this page):';

/** Number of best changes that a report shows. */
const changesThatMattered = 5;

/** The changes with the largest gains, the largest first. */
export function bestChanges({ attribution }: ReportFacts) {
  const gains = attribution.changes.filter(({ gain }) => gain > 0);
  return gains.sort((a, b) => b.gain - a.gain).slice(0, changesThatMattered);
}

/** The outcome of the run in one sentence. */
export function headline({ problem, direction, winner, initial, attempts, cost, knownBest }: ReportFacts): string {
  const relative = initial === 0 ? '' : `, ${formatShare(winner.gain / Math.abs(initial))}`;
  const beyond = beyondKnown(direction, winner.score, knownBest?.score);
  const known = knownBest
    ? ` The best known is ${formatNumber(knownBest.score)} (${knownBest.source})${beyond && `; the winner is ${beyond}`}.`
    : '';
  const spent = `${attempts} attempts in ${formatDuration(cost.milliseconds)}`;
  if (winner.gain <= 0) return `${problem} did not improve on ${formatNumber(initial)} in ${spent}.${known}`;
  const change = `${formatGain(winner.gain, direction)}${relative}${direction === 'min' ? '; lower is better' : ''}`;
  return `${problem} improved from ${formatNumber(initial)} to ${formatNumber(winner.score)} (${change}) in ${spent}.${known}`;
}

/** Scores of the initial program and the winner, as names and values. */
export function improvements({
  direction,
  initial,
  origin,
  initials,
  winner,
  knownBest,
  comparison,
}: ReportFacts): readonly (readonly [string, string])[] {
  return [
    [initials === 1 ? 'initial program' : `initial program #${origin}, one of ${initials}`, formatNumber(initial)],
    [`winner, attempt ${winner.attempt} (${winner.commit.slice(0, 10)})`, formatNumber(winner.score)],
    ['change', formatGain(winner.gain, direction)],
    ...(winner.attempt === origin ? [] : [['audit', auditOf(winner)] as const]),
    ...(comparison
      ? [['on held-back inputs', `${formatNumber(comparison.winner.heldBack.score)}, ${others(comparison)}`] as const]
      : []),
    ...(knownBest ? [['best known', formatNumber(knownBest.score)] as const] : []),
    ...winner.measured.map(({ name, value, low, high }): [string, string] => [
      `${metricName(winner, name)}, with its interval`,
      `${formatNumber(value)} (${formatNumber(low)} to ${formatNumber(high)})`,
    ]),
  ];
}

function auditOf({ audit }: ReportFacts['winner']): string {
  return audit ? `${audit.verdict.status}, in a fresh process (#${audit.attempt})` : 'none yet';
}

/** Name of a metric of the winner, which may be older than the score of its audit. */
export function metricName({ firstMeasured }: ReportFacts['winner'], name: string): string {
  return firstMeasured ? `${name}, as first measured` : name;
}

/** Sentences for and against the winner. */
export function assurances(
  { winner, origin, audits, refuted, sandbox, unprotected, deterministic, ...facts }: ReportFacts,
  population: string,
): string[] {
  const { audit } = winner;
  const verdict = audit
    ? `The winner was evaluated again, independently of the search, and ${audit.verdict.status} (audit #${audit.attempt}): ${audit.verdict.feedback}.`
    : winner.attempt === origin
      ? 'The winner is an initial program, which needs no audit.'
      : `The winner was not audited yet. To do so: germline audit ${shellWord(population)}`;
  const hidden = Object.entries(audit?.verdict.metrics ?? {})
    .filter(([name]) => !Object.hasOwn(winner.metrics, name))
    .map(([name, value]) => `${name} ${formatNumber(value)}`);
  return [
    verdict,
    ...(hidden.length > 0 ? [`Scores on what the search never saw: ${hidden.join(', ')}.`] : []),
    ...(facts.comparison ? warningsOf(facts.comparison, facts.initial, facts.direction) : []),
    `Audits: ${audits.confirmed} confirmed, ${audits.refuted} refuted.`,
    ...refuted.map(({ candidate, feedback }) => `Refuted: #${candidate}, because ${feedback}.`),
    ...(unprotected ? [unprotectedText] : []),
    confinement(sandbox),
    ...(sandbox.includes(gpuShared) ? [gpuText] : []),
    deterministic
      ? 'The run was deterministic: the same seed makes the same commits.'
      : `Timing decided the order of attempts; germline replay ${shellWord(population)} proves that the record is complete.`,
  ];
}

/** The name among a sandbox's layers of a GPU that candidates use. */
const gpuShared = 'gpu shared';

/** How candidates were confined; a warning where only a person's word says that they were. */
function confinement(sandbox: readonly string[]): string {
  if (sandbox.includes('none'))
    return 'Candidates ran unconfined, as --sandbox none says: they could read what judges them, and do harm.';
  if (sandbox.includes('container'))
    return 'Candidates were confined by the container around germline only, as --sandbox container says.';
  const layers = sandbox.filter((layer) => layer !== gpuShared);
  return `Candidates ran within ${layers.length} layers: ${layers.join(', ')}.`;
}

const gpuText = 'They shared the GPU and its driver, which no layer divides, with all programs of the machine.';

/** Title of the section about what a reviewer should look at. */
export const reviewTitle = 'What a reviewer should look at';

/** What a reviewer of the winner's change should look at, and what nothing can find. */
export function reviewPoints(signs: readonly Sign[]): {
  readonly found: readonly string[];
  readonly unseen: readonly string[];
} {
  return { found: [signsIntroduction(signs), ...describeSigns(signs)], unseen };
}

/** Commands that apply the winner or show more, with their effects. */
export function applications({
  population,
  signs,
}: ReportTexts): readonly (readonly [command: string, effect: string])[] {
  const word = shellWord(population);
  return [
    ...(signs === undefined ? ownPlace(word) : repositoryPlace(word)),
    [`germline show ${word}`, 'prints more about the winner, or about the attempt with a given number'],
    [`germline resume ${word} --for 16h`, 'continues; limits count from the start of the run'],
  ];
}

function ownPlace(population: string): readonly (readonly [string, string])[] {
  return [
    [`germline export ${population} --to winner`, "writes the winner's files to the folder winner"],
    [
      'git apply --directory=FOLDER winner.patch',
      'changes the initial program in FOLDER of your repository; the patch is beside this page',
    ],
  ];
}

function repositoryPlace(population: string): readonly (readonly [string, string])[] {
  return [
    [`germline apply ${population}`, 'commits the winner on a new branch of your repository'],
    [`germline export ${population} --pull-request`, 'prints the text of a pull request'],
    [`germline export ${population} --patch`, 'prints a patch for git apply, at the top of your repository'],
  ];
}

/** The cost of the run, as names and values. */
export function expenses({ cost, recorded }: ReportFacts): readonly (readonly [name: string, value: string])[] {
  const time = (seconds: number) => formatDuration(1000 * seconds);
  const asked: [string, string][] = [
    ['model calls', `${cost.calls}, ${cost.failedCalls} of them failed`],
    ['tokens', `${cost.promptTokens} in prompts, ${cost.answerTokens} in answers`],
  ];
  return [
    ['wall time', formatDuration(cost.milliseconds)],
    ['attempts in the record', String(recorded)],
    ['proposing, summed over concurrent attempts', time(cost.proposing)],
    ['evaluating, summed over concurrent attempts', time(cost.evaluating)],
    ['auditing', time(cost.auditing)],
    ...(cost.trials > 0 ? [['programs scored by tuners', String(cost.trials)] as const] : []),
    ...(cost.calls > 0 ? asked : []),
  ];
}

/** One proposer as a row of `proposerColumns`. */
export function proposerRow(one: ProposerFacts, direction: Direction): readonly string[] {
  const { proposer, model = '–', tries, children, placed, gain, seconds, tokens } = one;
  const counts = [String(tries), String(children), placed === undefined ? '–' : String(placed)];
  return [
    proposer,
    model,
    ...counts,
    gain === 0 ? '–' : formatGain(gain, direction),
    formatDuration(1000 * seconds),
    String(tokens),
  ];
}

export const proposerColumns = ['proposer', 'model', 'tries', 'children', 'kept', 'score changed by', 'time', 'tokens'];

/** Curves of the best score over attempts and time, and on logarithmic axes of its distance to the best known. */
export function curveCharts(facts: ReportFacts): readonly Markup[] {
  const { steps, attempts, cost, winner, knownBest, direction } = facts;
  const isKnownBest = knownBest && !isBetter(direction, winner.score, knownBest.score);
  const best = isKnownBest ? knownBest.score : winner.score;
  const goal = isKnownBest ? 'the best known' : 'the winner';
  const mark = knownBest && { value: knownBest.score, label: `best known ${formatNumber(knownBest.score)}` };
  const axes = [
    { name: 'attempts', of: (step: Step) => step.attempts, end: attempts, least: 1 },
    { name: 'time', of: ({ at }: Step) => at, end: cost.milliseconds, least: 1000, format: formatDuration },
  ];
  return axes.flatMap(({ name, of, end, least, ...format }) => {
    const last = Math.max(end, least, ...steps.slice(-1).map(of));
    return [
      curveChart({
        points: steps.map((step) => ({ x: of(step), y: step.score })),
        ...{ end: last, mark, title: `best score over ${name}` },
        ...{ x: { label: name, scale: 'linear', ...format }, y: { label: 'best score', scale: 'linear' } },
      }),
      curveChart({
        points: steps.map((step) => ({ x: Math.max(least, of(step)), y: fitnessOf(direction, best - step.score) })),
        ...{ end: last, title: `distance to ${goal} over ${name}, logarithmic` },
        x: { label: `${name} (log)`, scale: 'log', ...format },
        y: { label: `distance to ${goal} (log)`, scale: 'log' },
      }),
    ];
  });
}
