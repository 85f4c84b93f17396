import type { Exchange } from '../../api/attempt.ts';
import { Formats } from './formats.ts';
import { Lengths } from './lengths.ts';
import { Patience } from './patience.ts';
import { Rescues } from './rescues.ts';

/** What is known of one model from its conversations so far. */
export class Habits {
  readonly formats = new Formats();
  readonly lengths = new Lengths();
  readonly rescues = new Rescues();
  readonly patience = new Patience();

  tell(exchanges: readonly Exchange[]): void {
    this.formats.tell(exchanges);
    this.lengths.tell(exchanges);
    this.rescues.tell(exchanges);
  }
}
