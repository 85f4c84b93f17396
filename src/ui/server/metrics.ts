import type { RunView, Summary } from '../protocol.ts';

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number];

interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** Where runs stand, in the text format of Prometheus (version 0.0.4). */
export function renderMetrics(runs: readonly (readonly [RunView, Summary])[]): string {
  const perRun = runs.map(([view, summary]) => metricsOf(summary, { run: view.name, problem: view.problem }));
  const [first = []] = perRun;
  return first
    .map(({ name, type, help }, index) => {
      const samples = perRun.flatMap((metrics) => metrics[index]?.samples ?? []);
      return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${samples.map((sample) => line(name, sample)).join('')}`;
    })
    .join('');
}

function metricsOf(summary: Summary, run: Labels): readonly Metric[] {
  const { outcomes, audits, cost, pace, proposers, reasons, islands } = summary;
  const one = (value: number): Sample[] => [[run, value]];
  const by = (name: string, values: Readonly<Record<string, number>>): Sample[] =>
    Object.entries(values).map(([key, value]) => [{ ...run, [name]: key }, value]);
  const byProposer = (value: (proposer: Summary['proposers'][number]) => number): Sample[] =>
    proposers.map((proposer) => [
      { ...run, proposer: proposer.proposer, model: proposer.model ?? '' },
      value(proposer),
    ]);
  const seconds = { proposing: cost.proposing, evaluating: cost.evaluating, auditing: cost.auditing };
  const metric = (type: Metric['type']) => (name: string, help: string, samples: readonly Sample[]) =>
    ({ name, type, help, samples }) satisfies Metric;
  const [gauge, counter] = [metric('gauge'), metric('counter')];
  return [
    gauge('germline_running', 'Whether a process writes the run.', one(summary.running ? 1 : 0)),
    gauge('germline_best_score', 'Score of the best program.', one(summary.champion.score)),
    gauge('germline_initial_score', 'Score of the initial program.', one(summary.initial)),
    gauge(
      'germline_island_best_score',
      'Score of the best program of an island.',
      islands.flatMap(({ steps }, island) =>
        steps.slice(-1).map(({ score }): Sample => [{ ...run, island: String(island) }, score]),
      ),
    ),
    gauge(
      'germline_archive_cells',
      'Cells of the archive that hold a program.',
      islands.map(({ cells }, island): Sample => [{ ...run, island: String(island) }, cells.length]),
    ),
    counter('germline_attempts_total', 'Attempts by what became of them.', by('outcome', outcomes)),
    counter(
      'germline_reasons_total',
      'Attempts without a score, by reason.',
      reasons.map(({ status, reason, count }): Sample => [{ ...run, outcome: status, reason }, count]),
    ),
    counter('germline_audits_total', 'Audits by verdict.', by('verdict', audits)),
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
      'What its children added to the best score.',
      byProposer(({ gain }) => gain),
    ),
    counter(
      'germline_proposer_tokens_total',
      'Tokens of prompts and answers.',
      byProposer(({ tokens }) => tokens),
    ),
    counter('germline_seconds_total', 'Time taken, summed over all that ran side by side.', by('part', seconds)),
    counter('germline_model_calls_total', 'Calls of models.', one(cost.calls)),
    counter('germline_model_calls_failed_total', 'Calls of models that failed.', one(cost.failedCalls)),
    gauge('germline_elapsed_seconds', 'Time by the clock of the run.', one(cost.milliseconds / 1000)),
    gauge(
      'germline_attempts_per_second',
      'Attempts per second over the last half minute of the run.',
      one(pace.attemptsPerSecond),
    ),
    gauge(
      'germline_tokens_per_second',
      'Tokens per second over the last half minute of the run.',
      one(pace.tokensPerSecond),
    ),
  ];
}

function line(name: string, [labels, value]: Sample): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${text.replace(/[\\"\n]/g, escaped)}"`);
  return `${name}{${pairs.join(',')}} ${value}\n`;
}

function escaped(character: string): string {
  return character === '\n' ? '\\n' : `\\${character}`;
}
