import { formatShare } from '../../format.ts';
import type { Summary } from '../protocol.ts';
import { Wide } from './scrollable.tsx';

const columns = ['slots', 'busy', 'evaluations', 'share', 'scored', 'failed', 'refuted by audits'];

/** The machines that score programs: what they did and, during the run, what they do. */
export function MachinesSection({ done, now }: Summary['machines']) {
  const names = [...new Set([...done.map(({ machine }) => machine), ...(now?.all ?? []).map(({ name }) => name)])];
  if (names.length === 0) return null;
  return (
    <>
      <h2>Machines</h2>
      {now && (
        <p class="quiet">
          {now.waiting} programs wait for a machine
          {now.resent > 0 && `, ${now.resent} were sent again`}.
        </p>
      )}
      <Wide label="Machines">
        <table>
          <thead>
            <tr>
              <th>machine</th>
              <th>state</th>
              {columns.map((column) => (
                <th key={column} class="number">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {names.map((name) => (
              <MachineRow
                key={name ?? ''}
                name={name}
                done={done.find(({ machine }) => machine === name)}
                now={now?.all.find((one) => one.name === name)}
              />
            ))}
          </tbody>
        </table>
      </Wide>
    </>
  );
}

interface MachineRowProps {
  readonly name: string | undefined;
  readonly done: Summary['machines']['done'][number] | undefined;
  readonly now: NonNullable<Summary['machines']['now']>['all'][number] | undefined;
}

function MachineRow({ name, done, now }: MachineRowProps) {
  const counts = [
    now?.slots,
    now?.busy,
    done?.evaluations ?? 0,
    formatShare(done?.share ?? 0),
    ...[done?.scored ?? 0, done?.failed ?? 0, done?.refuted ?? 0],
  ];
  return (
    <tr>
      <td>{name ?? 'the run’s own'}</td>
      <td>{now?.state ?? '–'}</td>
      {counts.map((count, index) => (
        <td key={columns[index]} class="number">
          {count ?? '–'}
        </td>
      ))}
    </tr>
  );
}
