import type { Proposer } from '../../api/proposer.ts';
import { readAhead } from '../../language/read-ahead.ts';
import { rewindable } from '../../random.ts';

/** The operator, which answers later where the parser takes long to read what it made, and holds nothing until then. */
export function unhurried({ name, propose }: Proposer): Proposer {
  return {
    name,
    propose(request, signal) {
      const randoms = rewindable(request.random);
      return readAhead(() => propose({ ...request, random: randoms() }, signal));
    },
  };
}
