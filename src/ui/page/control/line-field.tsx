/** A line of text that must be given. */
export function LineField({
  label,
  maxLength,
  value,
  onValue,
}: {
  readonly label: string;
  /** In characters. */
  readonly maxLength: number;
  readonly value: string;
  readonly onValue: (value: string) => void;
}) {
  return (
    <label class="wide-field">
      {label}{' '}
      <input
        type="text"
        required
        maxLength={maxLength}
        value={value}
        onInput={({ currentTarget }) => onValue(currentTarget.value)}
      />
    </label>
  );
}
