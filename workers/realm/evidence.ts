import { stringify } from './intrinsics.ts';
import { copy, type Room, spend } from './plain-data.ts';

/** The evidence of a stage, as JSON text. */
export interface Evidence {
  /** Sets how many characters it may have. */
  limit(characters: number): void;
  /** Adds what a drive returned. @throws `tooLarge` or `Unfit`. */
  keep(value: unknown): void;
  /** The text of a JSON array of what was kept since the last call. */
  take(): string;
}

/** `check` runs after a value was read, which may run the candidate's code, and before the value is kept. */
export function openEvidence(check: () => void): Evidence {
  const room: Room = { characters: 0 };
  let kept = '';
  return {
    limit(characters) {
      room.characters = characters - 1;
    },
    keep(value) {
      const before = room.characters;
      const json = stringify(copy(value, room));
      check();
      room.characters = before;
      spend(room, json.length + 1);
      kept += kept === '' ? json : `,${json}`;
    },
    take() {
      const all = `[${kept}]`;
      kept = '';
      return all;
    },
  };
}
