import type { MachineState } from '../../api/evaluation.ts';
import type { MachinesNow, RunView, Summary } from '../protocol.ts';

type Labels = Readonly<Record<string, string>>;
type MetricSample = readonly [labels: Labels, value: number];

interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly samples: (summary: Summary) => readonly MetricSample[];
}

/** The state of runs in the text format of Prometheus (version 0.0.4). */
export function renderMetrics(runs: readonly (readonly [RunView, Summary])[]): string {
  return metrics.map((metric) => render(metric, runs)).join('');
}

function render({ name, type, help, samples }: Metric, runs: readonly (readonly [RunView, Summary])[]): string {
  const lines = runs.flatMap(([{ name: run, problem }, summary]) =>
    samples(summary).map(([labels, value]) => line(name, { run, problem, ...labels }, value)),
  );
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${text.replace(/[\\"\n]/g, escaped)}"`);
  return `${name}{${pairs.join(',')}} ${value}\n`;
}

function escaped(character: string): string {
  return character === '\n' ? '\\n' : `\\${character}`;
}

type Samples = Metric['samples'];

const gauge = (name: string, help: string, samples: Samples): Metric => ({ name, type: 'gauge', help, samples });
const counter = (name: string, help: string, samples: Samples): Metric => ({ name, type: 'counter', help, samples });

/** One sample without labels of its own. */
const one =
  (value: (summary: Summary) => number): Samples =>
  (summary) => [[{}, value(summary)]];

/** A sample for each entry, its key under the label. */
const by =
  (label: string, values: (summary: Summary) => Readonly<Record<string, number>>): Samples =>
  (summary) =>
    Object.entries(values(summary)).map(([key, value]) => [{ [label]: key }, value]);

const byProposer =
  (value: (proposer: Summary['proposers'][number]) => number): Samples =>
  ({ proposers }) =>
    proposers.map((proposer) => [{ proposer: proposer.proposer, model: proposer.model ?? '' }, value(proposer)]);

const byIsland =
  (value: (island: Summary['islands'][number]) => number | undefined): Samples =>
  ({ islands }) =>
    islands.flatMap((island, index) => {
      const found = value(island);
      return found === undefined ? [] : [[{ island: String(index) }, found] as const];
    });

/** A sample for each machine that is known now. */
const byMachine =
  (value: (machine: MachineState) => number): Samples =>
  ({ machines: { now } }) =>
    now?.all.map((machine) => [{ machine: machine.name }, value(machine)]) ?? [];

const ofMachines =
  (value: (now: MachinesNow) => number): Samples =>
  ({ machines: { now } }) =>
    now ? [[{}, value(now)]] : [];

const states: readonly MachineState['state'][] = ['there', 'gone', 'put aside'];

const byState: Samples = ({ machines: { now } }) =>
  now
    ? states.map((state) => [{ state: state.replace(' ', '_') }, now.all.filter((one) => one.state === state).length])
    : [];

const evaluationsByMachine: Samples = ({ machines: { done } }) =>
  done.flatMap(({ machine = '', scored, failed }) => [
    [{ machine, outcome: 'scored' }, scored],
    [{ machine, outcome: 'failed' }, failed],
  ]);

const byReason: Samples = ({ reasons }) =>
  reasons.map(({ status, reason, count }) => [{ outcome: status, reason }, count]);

const metrics: readonly Metric[] = [
  gauge(
    'germline_running',
    'Whether a process writes the run.',
    one(({ running }) => (running ? 1 : 0)),
  ),
  gauge(
    'germline_best_score',
    'Score of the best program.',
    one(({ champion }) => champion.score),
  ),
  gauge(
    'germline_initial_score',
    'Score of the initial program.',
    one(({ initial }) => initial),
  ),
  gauge(
    'germline_island_best_score',
    'Score of the best program of an island.',
    byIsland(({ steps }) => steps.at(-1)?.score),
  ),
  gauge(
    'germline_archive_cells',
    'Cells of the archive that hold a program.',
    byIsland(({ cells }) => cells.length),
  ),
  counter(
    'germline_attempts_total',
    'Attempts by outcome.',
    by('outcome', ({ outcomes }) => outcomes),
  ),
  counter('germline_reasons_total', 'Attempts without a score, by reason.', byReason),
  counter(
    'germline_audits_total',
    'Audits by verdict.',
    by('verdict', ({ audits }) => audits),
  ),
  counter(
    'germline_proposer_tries_total',
    'Attempts of a proposer, alone or with a model.',
    byProposer(({ tries }) => tries),
  ),
  counter(
    'germline_proposer_children_total',
    'Attempts that made a program.',
    byProposer(({ children }) => children),
  ),
  counter(
    'germline_proposer_placed_total',
    'Children that filled or improved a cell.',
    byProposer(({ placed }) => placed ?? 0),
  ),
  gauge(
    'germline_proposer_gain',
    'By how much its children made the best score better.',
    byProposer(({ gain }) => gain),
  ),
  counter(
    'germline_proposer_tokens_total',
    'Tokens of prompts and answers.',
    byProposer(({ tokens }) => tokens),
  ),
  counter(
    'germline_seconds_total',
    'Time taken, summed over everything that ran concurrently.',
    by('part', ({ cost: { proposing, evaluating, auditing } }) => ({ proposing, evaluating, auditing })),
  ),
  counter(
    'germline_model_calls_total',
    'Calls of models.',
    one(({ cost }) => cost.calls),
  ),
  counter(
    'germline_model_calls_failed_total',
    'Calls of models that failed.',
    one(({ cost }) => cost.failedCalls),
  ),
  gauge('germline_machines', 'Machines that serve the queue of the run, by state.', byState),
  gauge(
    'germline_machine_slots',
    'Programs that a machine evaluates at once.',
    byMachine(({ slots }) => slots),
  ),
  gauge(
    'germline_machine_busy_slots',
    'Programs that a machine evaluates now.',
    byMachine(({ busy }) => busy),
  ),
  counter(
    'germline_machine_evaluations_total',
    'Recorded evaluations by machine and outcome; no name: the machine of the run.',
    evaluationsByMachine,
  ),
  counter(
    'germline_machine_refuted_total',
    'Candidates of a machine that audits refuted; no name: the machine of the run.',
    ({ machines: { done } }) => done.map(({ machine = '', refuted }) => [{ machine }, refuted]),
  ),
  gauge(
    'germline_queue_waiting_jobs',
    'Programs of the run that no machine has begun.',
    ofMachines(({ waiting }) => waiting),
  ),
  counter(
    'germline_queue_resent_jobs_total',
    'Programs of the run that were sent again, as the queue had lost them.',
    ofMachines(({ resent }) => resent),
  ),
  gauge(
    'germline_elapsed_seconds',
    'Time by the clock of the run.',
    one(({ cost }) => cost.milliseconds / 1000),
  ),
  gauge(
    'germline_attempts_per_second',
    'Attempts per second over the last half minute of the run.',
    one(({ pace }) => pace.attemptsPerSecond),
  ),
  gauge(
    'germline_tokens_per_second',
    'Tokens per second over the last half minute of the run.',
    one(({ pace }) => pace.tokensPerSecond),
  ),
];
