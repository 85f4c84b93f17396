import type { ComponentChildren } from 'preact';
import { ideaColumns, ideaRow, ideasShown, isNumeric } from '../../report/idea-table.ts';
import type { IdeaFacts } from '../../report/ideas.ts';
import { describeWorth } from '../../report/worth.ts';
import { writeAddress } from './address.ts';
import { DataTable } from './data-table.tsx';
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
        columns={ideaColumns}
        isNumber={isNumeric}
        rows={ideas.best.map((idea) => ({ key: idea.attempt, cells: cellsOf(view.id, idea) }))}
      />
    </>
  );
}

/** One idea as a row of `ideaColumns`: its number leads to its page. */
function cellsOf(run: number, idea: IdeaFacts): readonly ComponentChildren[] {
  const cells = ideaRow(idea);
  return [
    <a key="number" href={writeAddress(run, 'candidate', { number: idea.attempt })}>
      {cells[0]}
    </a>,
    ...cells.slice(1, -1),
    <span key="idea" class="example">
      {cells.at(-1)}
    </span>,
  ];
}
