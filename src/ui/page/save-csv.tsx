import { type CsvCell, toCsv } from './csv.ts';
import { download } from './download.ts';

interface SaveProps {
  readonly name: string;
  readonly header: readonly string[];
  readonly cells: () => readonly (readonly CsvCell[])[];
}

/** Saves a table as CSV. */
export function SaveCsv({ name, header, cells }: SaveProps) {
  const save = () => download(`${name}.csv`, 'text/csv', toCsv(header, cells()));
  return (
    <button type="button" aria-label={`Save ${name} as CSV`} onClick={save}>
      CSV
    </button>
  );
}
