import { ideaColumns, ideaRow, ideasShown } from '../../report/idea-table.ts';
import type { IdeaFacts } from '../../report/ideas.ts';
import { describeWorth } from '../../report/worth.ts';
import { writeAddress } from './address.ts';
import type { ShownRun } from './shown.ts';

/** Columns whose cells are words. */
const words = 4;

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
      <div class="wide">
        <table>
          <thead>
            <tr>
              <th>idea</th>
              {ideaColumns.map((column, index) => (
                <th key={column} class={index < words ? '' : 'number'}>
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
      </div>
    </>
  );
}

function IdeaRow({ run, idea }: { readonly run: number; readonly idea: IdeaFacts }) {
  const [attempt, ...cells] = ideaRow(idea);
  return (
    <tr>
      <td class="example">{idea.summary}</td>
      <td>
        <a href={writeAddress(run, 'candidate', { number: idea.attempt })}>{attempt}</a>
      </td>
      {cells.map((cell, index) => (
        <td key={ideaColumns[index + 1]} class={index + 1 < words ? '' : 'number'}>
          {cell}
        </td>
      ))}
    </tr>
  );
}
