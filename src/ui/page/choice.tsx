/** A few buttons side by side, one of which is pressed. */
export function Choice<Name extends string>({
  label,
  names,
  chosen,
  choose,
}: {
  readonly label: string;
  readonly names: readonly Name[];
  readonly chosen: Name;
  readonly choose: (name: Name) => void;
}) {
  return (
    <fieldset class="choice">
      <legend>{label}</legend>
      {names.map((name) => (
        <button key={name} type="button" aria-pressed={name === chosen} onClick={() => choose(name)}>
          {name}
        </button>
      ))}
    </fieldset>
  );
}
