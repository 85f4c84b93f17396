import type { ComponentChildren } from 'preact';
import { childOf, type Exchange, exchangesOf } from '../../api/attempt.ts';
import type { StageReport } from '../../api/evaluation.ts';
import { formatNumber } from '../../format.ts';
import { plain } from '../../plain.ts';
import { describeAction } from '../../report/describe.ts';
import { type Outcome, outcomeOf } from '../../report/outcome.ts';
import type { Detail, Row } from '../protocol.ts';
import { writeAddress } from './address.ts';
import { useAsked } from './asked.ts';
import { Code } from './code.tsx';
import { AddProgram } from './control/add-program.tsx';
import { CandidateControl } from './control/candidate-control.tsx';
import { DataTable, type TableColumn } from './data-table.tsx';
import { describeOutcome, outcomeColour } from './describe.ts';
import { Diff } from './diff.tsx';
import type { LiveRun } from './live-run.ts';
import { NoteView } from './note-view.tsx';
import { CandidatePicture } from './picture.tsx';
import { Pre } from './scrollable.tsx';

/** Most siblings in the list. */
const mostSiblings = 100;

/** All about one attempt: its changes, its outcome, its prompts, and other attempts from the same parent. */
export function CandidateView({ run, number }: { readonly run: LiveRun; readonly number: number }) {
  const row = run.row(number);
  // A new audit asks again.
  const asked = useAsked<Detail>(`/runs/${run.id}/attempts/${number}`, run.audit(number));
  if (!row) return <p class="quiet">There is no attempt {number}.</p>;
  return (
    <article class="candidate" aria-label={`attempt ${number}`}>
      <h2>
        #{number} <span class={outcomeColour(run, row)}>{describeOutcome(run, row)}</span>
      </h2>
      <p>{describeAction(row)}</p>
      <NoteView run={run} number={number} />
      <CandidateControl key={number} run={run} row={row} />
      <Origin run={run} row={row} />
      {run.view?.hasPictures && row.status === 'scored' && <CandidatePicture run={run.id} number={number} />}
      {asked.state === 'failed' && <p class="notice">{asked.why}</p>}
      {asked.state === 'asking' && <p class="waiting">Reading …</p>}
      {asked.state === 'there' && <Parts run={run} row={row} detail={asked.answer} />}
      {row.status === 'scored' && <AddProgram key={number} run={run.id} parent={number} />}
      <Siblings run={run} row={row} />
    </article>
  );
}

/** Where an attempt comes from. */
function Origin({ run, row }: { readonly run: LiveRun; readonly row: Row }) {
  const { cause, island, parents, inspirations, candidate } = row;
  if (row.kind === 'reflection') return null;
  return (
    <p class="quiet">
      {island !== undefined && `island ${island}, `}
      {cause !== undefined && cause !== 'drawn' && `${cause}, `}
      <Numbers label={parents.length > 1 ? 'parents' : 'parent'} numbers={parents} run={run} />
      <Numbers label="inspired by" numbers={inspirations} run={run} />
      <Numbers label="candidate" numbers={candidate === undefined ? [] : [candidate]} run={run} />
      <a href={writeAddress(run.id, 'lineage', { of: candidate ?? row.number })}>lineage</a>
    </p>
  );
}

function Numbers({
  label,
  numbers,
  run,
}: {
  readonly label: string;
  readonly numbers: readonly number[];
  readonly run: LiveRun;
}) {
  if (numbers.length === 0) return null;
  return (
    <>
      {`${label} `}
      {numbers.map((number, index) => (
        <span key={number}>
          {index > 0 && ', '}
          <a href={writeAddress(run.id, 'candidate', { number })}>#{number}</a>
        </span>
      ))}
      {', '}
    </>
  );
}

interface PartsProps {
  readonly run: LiveRun;
  readonly row: Row;
  readonly detail: Detail;
}

function Parts(props: PartsProps) {
  const { run, row, detail } = props;
  const { attempt, files, audit, commit } = detail;
  const exchanges = exchangesOf(attempt);
  const machine = childOf(attempt)?.machine;
  return (
    <>
      <Changes {...props} />
      <Evaluated name={`attempt-${row.number}`} outcome={outcomeOf(attempt)} audit={audit} />
      {files &&
        Object.entries(files).map(([name, text]) => (
          <Part key={name} title={`Program: ${plain(name)}`} open={row.parents.length === 0}>
            <Pre>
              <Code text={text} lexicon={run.view?.lexicons[name]} />
            </Pre>
          </Part>
        ))}
      {exchanges.map((exchange, index) => (
        <Part key={index} title={`Prompt and answer ${exchanges.length > 1 ? index + 1 : ''}`}>
          <Turn exchange={exchange} />
        </Part>
      ))}
      {attempt.kind !== 'reflection' && (
        <p class="quiet">
          {attempt.cost.propose} ms to propose, {attempt.cost.evaluate} ms to evaluate
          {machine !== undefined && ` on ${machine}`}
          {commit && `, commit ${commit.slice(0, 12)}`}
        </p>
      )}
    </>
  );
}

function Changes({ run, row, detail }: PartsProps) {
  if (!detail.files) return null;
  return row.parents.map((parent) => (
    <Part key={parent} title={`Change against #${parent}`} open>
      <Diff run={run} from={parent} to={row.number} />
    </Part>
  ));
}

/** Feedback, artifacts, metrics and stages of the evaluation, and the audit. */
interface EvaluatedProps {
  /** Name of what is saved of it. */
  readonly name: string;
  readonly outcome: Outcome;
  readonly audit: Detail['audit'];
}

function Evaluated({ name, outcome, audit }: EvaluatedProps) {
  const stages = 'stages' in outcome ? outcome.stages : [];
  const metrics = 'metrics' in outcome ? outcome.metrics : {};
  return (
    <>
      {outcome.feedback && (
        <Part title="Feedback" open>
          <Pre>{plain(outcome.feedback)}</Pre>
        </Part>
      )}
      {'artifacts' in outcome &&
        Object.entries(outcome.artifacts ?? {}).map(([name, text]) => (
          <Part key={name} title={`From its evaluation: ${plain(name)}`} open>
            <Pre>{plain(text)}</Pre>
          </Part>
        ))}
      {audit && (
        <Part title={`Audit #${audit.number}: ${audit.verdict.status}`} open>
          <Pre>{plain(audit.verdict.feedback)}</Pre>
          <ValuesTable values={audit.verdict.metrics} />
        </Part>
      )}
      {stages.length + Object.keys(metrics).length > 0 && (
        <Part title="Metrics and stages" open>
          <ValuesTable values={metrics} />
          {stages.length > 0 && (
            <DataTable
              label="Stages"
              name={`${name}-stages`}
              columns={stageColumns}
              rows={stages}
              keyOf={({ name }) => name}
            />
          )}
          {'measures' in outcome && <ValuesTable values={outcome.measures} />}
        </Part>
      )}
    </>
  );
}

function Part({
  title,
  open = false,
  children,
}: {
  readonly title: string;
  readonly open?: boolean;
  readonly children: ComponentChildren;
}) {
  return (
    <details open={open}>
      <summary>{title}</summary>
      {children}
    </details>
  );
}

function ValuesTable({ values }: { readonly values: Readonly<Record<string, number>> }) {
  return (
    <dl class="values">
      {Object.entries(values).map(([name, value]) => (
        <div key={name}>
          <dt>{plain(name)}</dt>
          <dd>{formatNumber(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

const stageColumns: readonly TableColumn<StageReport>[] = [
  { label: 'stage', value: ({ name }) => name },
  { label: 'score', isNumber: true, value: ({ score }) => score, show: ({ score }) => formatNumber(score) },
  {
    ...{ label: 'time', unit: 'ms', isNumber: true, value: ({ milliseconds }) => milliseconds },
    show: ({ milliseconds }) => `${formatNumber(milliseconds)}ms`,
  },
];

function Turn({
  exchange: { prompt, thinking, answer, failure, tokens, milliseconds },
}: {
  readonly exchange: Exchange;
}) {
  return (
    <>
      <p class="quiet">
        {tokens.prompt} + {tokens.answer} tokens{milliseconds !== undefined && `, ${milliseconds} ms`}
        {failure && `, failed (${failure.kind}): ${plain(failure.message)}`}
      </p>
      <h4>Prompt</h4>
      <Pre>{plain(prompt)}</Pre>
      {thinking && (
        <>
          <h4>Thinking</h4>
          <Pre>{plain(thinking)}</Pre>
        </>
      )}
      {answer && (
        <>
          <h4>Answer</h4>
          <Pre>{plain(answer)}</Pre>
        </>
      )}
    </>
  );
}

/** Other attempts from the same parent, and attempts from this one, with their outcomes. */
function Siblings({ run, row }: { readonly run: LiveRun; readonly row: Row }) {
  const [parent] = row.parents;
  const others = parent === undefined ? [] : run.children(parent).filter(({ number }) => number !== row.number);
  const children = run.children(row.number);
  return (
    <>
      <AttemptList title={`Also tried from #${parent}`} run={run} rows={others} />
      <AttemptList title="Tried from this one" run={run} rows={children} />
    </>
  );
}

function AttemptList({
  title,
  run,
  rows,
}: {
  readonly title: string;
  readonly run: LiveRun;
  readonly rows: readonly Row[];
}) {
  if (rows.length === 0) return null;
  const kinds = Map.groupBy(rows, ({ status, reason }) => (reason === undefined ? status : `${status}: ${reason}`));
  const counts = [...kinds].map(([kind, { length }]) => `${kind} ${length}`).join(', ');
  return (
    <Part title={`${title}: ${rows.length} (${counts})`}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll what can be scrolled */}
      <ul class="attempts" tabIndex={0}>
        {rows
          .slice(-mostSiblings)
          .toReversed()
          .map((one) => (
            <li key={one.number}>
              <a href={writeAddress(run.id, 'candidate', { number: one.number })}>#{one.number}</a>{' '}
              {describeOutcome(run, one)}
              <small> {describeAction(one)}</small>
            </li>
          ))}
      </ul>
      {rows.length > mostSiblings && (
        <p class="quiet">
          The latest {mostSiblings} of {rows.length}.
        </p>
      )}
    </Part>
  );
}
