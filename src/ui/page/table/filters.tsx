import type { ComponentChildren } from 'preact';
import { searchPlaces } from '../../protocol.ts';
import { setValue } from '../address.ts';
import { type Filter, type FilterValues, noteKinds } from './filter.ts';
import type { Search } from './use-search.ts';

interface FiltersProps {
  readonly filter: Filter;
  readonly values: FilterValues;
  readonly search: Search;
  /** The places that are searched, as in the address. */
  readonly places: string;
  /** Whether there are notes to choose by. */
  readonly hasNotes: boolean;
  /** How many attempts there are. */
  readonly total: number;
}

/** The controls that choose rows; every change is in the address. */
export function Filters({ filter, values, search, places, hasNotes, total }: FiltersProps) {
  return (
    <search class="controls">
      <label>
        search{' '}
        <input
          type="search"
          value={filter.text}
          onInput={({ currentTarget }) => setValue('text', currentTarget.value || undefined)}
        />
      </label>
      <label>
        in{' '}
        <select value={places} onChange={({ currentTarget }) => setValue('in', currentTarget.value || undefined)}>
          <option value="">summaries, code and feedback</option>
          {searchPlaces.map((place) => (
            <option key={place}>{place}</option>
          ))}
        </select>
      </label>
      <SearchState search={search} total={total} />
      <Options name="outcome" chosen={filter.outcome} values={values.outcomes} />
      <Options name="proposer" chosen={filter.proposer} values={values.proposers} />
      {values.models.length > 0 && <Options name="model" chosen={filter.model} values={values.models} />}
      {values.islands.length > 1 && (
        <Options name="island" chosen={filter.island?.toString()} values={values.islands} />
      )}
      {(hasNotes || filter.note !== undefined) && <Options name="note" chosen={filter.note} values={noteKinds} />}
      <Bound label="score from" name="least" value={filter.least} />
      <Bound label="to" name="most" value={filter.most} />
    </search>
  );
}

function SearchState({ search: { state, searched, why }, total }: Pick<FiltersProps, 'search' | 'total'>) {
  const texts: Readonly<Record<Search['state'], ComponentChildren>> = {
    none: '',
    searching: `searched ${searched} of ${total} …`,
    done: `searched ${searched}`,
    failed: why,
  };
  return (
    <span class="quiet" role="status">
      {texts[state]}
    </span>
  );
}

/** One of the values of a filter, or any. */
function Options({
  name,
  chosen,
  values,
}: {
  readonly name: string;
  readonly chosen: string | undefined;
  readonly values: readonly string[];
}) {
  return (
    <label>
      {name}{' '}
      <select value={chosen ?? ''} onChange={({ currentTarget }) => setValue(name, currentTarget.value || undefined)}>
        <option value="">any</option>
        {values.map((value) => (
          <option key={value}>{value}</option>
        ))}
      </select>
    </label>
  );
}

function Bound({
  label,
  name,
  value,
}: {
  readonly label: string;
  readonly name: string;
  readonly value: number | undefined;
}) {
  return (
    <label>
      {label}{' '}
      <input
        type="number"
        step="any"
        value={value ?? ''}
        onChange={({ currentTarget }) => setValue(name, currentTarget.value || undefined)}
      />
    </label>
  );
}
