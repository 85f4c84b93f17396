import { useMemo, useState } from 'preact/hooks';
import { fitnessOf } from '../../api/direction.ts';
import { setValue, writeAddress } from './address.ts';
import { CandidateView } from './candidate.tsx';
import { Choice } from './choice.tsx';
import { arrangements, arrangeScores, arrangeTree } from './graph/arrange.ts';
import { colourings, colourRows } from './graph/colour.ts';
import { chooseRows, linkRows, scopes } from './graph/graph.ts';
import { GraphView } from './graph/graph-view.tsx';
import type { ShownRun } from './shown.ts';
import { Walk } from './walk.tsx';

/** How the graph is shown, as the address says. */
interface LineageOptions {
  readonly scope: (typeof scopes)[number];
  readonly arrangement: (typeof arrangements)[number];
  readonly colouring: (typeof colourings)[number];
  readonly inspired: boolean;
}

function lookOf(values: URLSearchParams): LineageOptions {
  const chosen = <Name extends string>(key: string, names: readonly [Name, ...Name[]]) =>
    names.find((name) => name === values.get(key)) ?? names[0];
  return {
    scope: chosen('scope', scopes),
    arrangement: chosen('arrangement', arrangements),
    colouring: chosen('colour', colourings),
    inspired: values.get('inspirations') === 'shown',
  };
}

/** The graph of candidates and their parents, and the candidate that is chosen in it. */
export function LineagePage({ run, view, summary, values }: ShownRun) {
  const look = lookOf(values);
  // The best when the page was opened: it must not change under the reader's eyes.
  const [best] = useState(summary.champion.number);
  const of = Number(values.get('of') ?? best);
  // A choice ends when the page turns to the lineage of another candidate.
  const [choice, setChoice] = useState({ of, number: of });
  const selected = choice.of === of ? choice.number : of;
  const select = (number: number) => setChoice({ of, number });
  return (
    <>
      <h1 class="for-readers">Lineage</h1>
      <Controls of={of} look={look} />
      {!run.row(of) && <p class="notice">There is no attempt {of}.</p>}
      <div class="lineage">
        <section aria-label="Graph">
          <Lineage {...{ run, view, summary, look, of, selected, select }} />
          <Walk run={run} direction={view.direction} of={of} select={select} />
        </section>
        <CandidateView key={selected} run={run} number={selected} />
      </div>
    </>
  );
}

function Controls({ of, look }: { readonly of: number; readonly look: LineageOptions }) {
  const { scope, arrangement, colouring, inspired } = look;
  return (
    <div class="controls">
      <span>
        of <AttemptInput key={of} value={of} change={(number) => setValue('of', String(number))} />
      </span>
      <Choice label="Show" names={scopes} chosen={scope} choose={(name) => setValue('scope', name)} />
      <Choice label="As" names={arrangements} chosen={arrangement} choose={(name) => setValue('arrangement', name)} />
      <Choice label="Colour by" names={colourings} chosen={colouring} choose={(name) => setValue('colour', name)} />
      <label>
        <input
          type="checkbox"
          checked={inspired}
          onChange={({ currentTarget }) => setValue('inspirations', currentTarget.checked ? 'shown' : undefined)}
        />{' '}
        inspirations
      </label>
    </div>
  );
}

interface LineageProps extends Pick<ShownRun, 'run' | 'view' | 'summary'> {
  readonly look: LineageOptions;
  /** The candidate whose lineage is shown. */
  readonly of: number;
  readonly selected: number;
  readonly select: (number: number) => void;
}

function Lineage(props: LineageProps) {
  const { run, look, of, selected, select } = props;
  const { scope, arrangement, inspired } = look;
  const { graph, positions, colours } = useGraph(props);
  return (
    <>
      <GraphView
        key={`${scope} ${arrangement} ${scope === 'ancestry' ? of : ''}`}
        graph={graph}
        positions={positions}
        colours={colours.of}
        of={of}
        selected={selected}
        inspirations={inspired}
        select={select}
        open={(number) => {
          location.hash = writeAddress(run.id, 'candidate', { number });
        }}
      />
      <Legend entries={colours.legend} />
      <p class="quiet keys">
        {graph.rows.length} candidates. Drag and wheel, or <kbd>+</kbd> <kbd>-</kbd> <kbd>f</kbd> and <kbd>shift</kbd>{' '}
        with arrows, to look around; arrows to go to parent, children and siblings; <kbd>enter</kbd> for a page of its
        own.
      </p>
    </>
  );
}

/** The candidates of a scope with their places and colours, laid out again only when they change. */
function useGraph({ run, view, summary, look, of }: LineageProps) {
  const { scope, arrangement, colouring, inspired } = look;
  // The ancestry of an attempt never changes; the other scopes grow.
  const age = scope === 'ancestry' ? 0 : grownTo(run.rows.length, summary.running);
  const graph = useMemo(() => linkRows(chooseRows(run, summary, scope, of, inspired)), [run, scope, of, inspired, age]);
  const fitness = (number: number) => {
    const score = run.score(number);
    return score === undefined ? undefined : fitnessOf(view.direction, score);
  };
  const positions = useMemo(
    () => (arrangement === 'tree' ? arrangeTree(graph) : arrangeScores(graph, fitness)),
    [graph, arrangement],
  );
  const colours = useMemo(
    () => colourRows(graph.rows, colouring, (number) => run.score(number), view.direction),
    [graph, colouring],
  );
  return { graph, positions, colours };
}

/** A number that changes with every hundredth more rows, so that a growing graph is laid out only now and then. */
function grownTo(count: number, running: boolean): number {
  return running ? Math.floor(Math.log(count + 1) / Math.log(1.01)) : -count;
}

function AttemptInput({ value, change }: { readonly value: number; readonly change: (number: number) => void }) {
  return (
    <input
      type="number"
      min="0"
      value={value}
      aria-label="Attempt"
      onChange={({ currentTarget }) => currentTarget.validity.valid && change(Number(currentTarget.value))}
    />
  );
}

/** Most colours of a legend; the rarest are left out. */
const mostEntries = 14;

function Legend({ entries }: { readonly entries: readonly { readonly name: string; readonly colour: string }[] }) {
  return (
    <ul class="legend">
      {entries.slice(0, mostEntries).map(({ name, colour }) => (
        <li key={name} style={{ '--colour': colour }}>
          {name}
        </li>
      ))}
      {entries.length > mostEntries && <li>and {entries.length - mostEntries} more</li>}
    </ul>
  );
}
