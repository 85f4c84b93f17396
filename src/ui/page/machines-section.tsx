import { machineColumns, machineRow } from '../../report/machines.ts';
import type { Summary } from '../protocol.ts';
import { DataTable, textColumns } from './data-table.tsx';
import type { ShownRun } from './shown.ts';

type Machines = Summary['machines'];

/** The columns of a report, with the state of now after the name. */
const labels = machineColumns.toSpliced(1, 0, 'state', 'slots', 'busy');

/** The machines that score programs: what they did and, during the run, what they do. */
export function MachinesSection({ view, summary }: ShownRun) {
  const { done, now } = summary.machines;
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
      <DataTable
        label="Machines"
        name={`${view.name}-machines`}
        columns={textColumns<string | undefined>(
          labels,
          (name) => cellsOf(name, summary.machines),
          (column) => column >= 2,
        )}
        rows={names}
        keyOf={(name) => name ?? ''}
      />
    </>
  );
}

const nothing = { evaluations: 0, scored: 0, failed: 0, share: 0, refuted: 0 };

function cellsOf(name: string | undefined, { done, now }: Machines): readonly string[] {
  const facts = done.find(({ machine }) => machine === name) ?? { machine: name, ...nothing };
  const { state, slots, busy } = now?.all.find((one) => one.name === name) ?? absent;
  return machineRow(facts).toSpliced(1, 0, state, String(slots), String(busy));
}

const absent = { state: '–', slots: '–', busy: '–' };
