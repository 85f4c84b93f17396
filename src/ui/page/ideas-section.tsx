import { ideaColumns, ideaRow, ideasShown, isNumeric } from '../../report/idea-table.ts';
import type { IdeaFacts } from '../../report/ideas.ts';
import { describeWorth } from '../../report/worth.ts';
import { writeAddress } from './address.ts';
import { DataTable, type TableColumn, textColumns } from './data-table.tsx';
import type { ShownRun } from './shown.ts';

/** What each model is worth, and its ideas that became most. */
export function IdeasSection({ view, summary: { ideas } }: ShownRun) {
  return (
    <>
      <h2>Ideas of models</h2>
      <ul>
        {ideas.models.map((one) => (
          <li key={one.model}>{describeWorth(one)}</li>
        ))}
      </ul>
      <p class="quiet">{ideasShown(ideas.count)}</p>
      <DataTable
        label="Ideas"
        name={`${view.name}-ideas`}
        columns={columnsOf(view.id)}
        rows={ideas.best}
        keyOf={({ attempt }) => attempt}
      />
    </>
  );
}

/** Numbers are saved as they are, and the number of an idea leads to its page. */
function columnsOf(run: number): readonly TableColumn<IdeaFacts>[] {
  const columns = textColumns<IdeaFacts>(ideaColumns, ideaRow, isNumeric, {
    attempt: ({ attempt }) => attempt,
    score: ({ score }) => score,
    parent: ({ parent }) => parent,
    became: ({ became }) => became?.attempt,
    time: ({ seconds }) => seconds,
    idea: ({ summary }) => summary,
  });
  return columns.map((column) => {
    if (column.label === 'time') return { ...column, unit: 's' };
    if (column.label === 'attempt') return { ...column, show: (idea) => linkTo(run, idea) };
    return column.label === 'idea' ? { ...column, show: (idea) => <Idea text={ideaRow(idea).at(-1)} /> } : column;
  });
}

function linkTo(run: number, { attempt }: IdeaFacts) {
  return <a href={writeAddress(run, 'candidate', { number: attempt })}>#{attempt}</a>;
}

function Idea({ text }: { readonly text: string | undefined }) {
  return <span class="example">{text}</span>;
}
