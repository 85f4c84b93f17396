import { ideaColumns, ideaRow, ideasShown, isNumeric } from '../../report/idea-table.ts';
import type { IdeaFacts } from '../../report/ideas.ts';
import { describeWorth } from '../../report/worth.ts';
import { writeAddress } from './address.ts';
import { Wide } from './scrollable.tsx';
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
      <Wide label="Ideas">
        <table>
          <thead>
            <tr>
              {ideaColumns.map((column, index) => (
                <th key={column} class={isNumeric(index) ? 'number' : ''}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ideas.best.map((idea) => (
              <IdeaRow key={idea.attempt} run={view.id} idea={idea} />
            ))}
          </tbody>
        </table>
      </Wide>
    </>
  );
}

function IdeaRow({ run, idea }: { readonly run: number; readonly idea: IdeaFacts }) {
  const cells = ideaRow(idea);
  return (
    <tr>
      {cells.map((cell, column) => (
        <td key={ideaColumns[column]} class={classOf(column)}>
          {column === 0 ? <a href={writeAddress(run, 'candidate', { number: idea.attempt })}>{cell}</a> : cell}
        </td>
      ))}
    </tr>
  );
}

function classOf(column: number): string {
  if (column === ideaColumns.length - 1) return 'example';
  return isNumeric(column) ? 'number' : '';
}
