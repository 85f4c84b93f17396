import { defineProblem } from 'germline';
import { utf8Validation } from '../../evaluators/utf8-validation.ts';

export default defineProblem({
  name: 'utf8-validation',
  statement: `
Validate UTF-8 faster. validate(bytes, length) returns how many of the first length bytes of a Uint8Array are well-formed, in
whole characters: length if all are, otherwise the index where the first ill-formed character begins.

Well-formed are 00..7F; C2..DF 80..BF; E0 A0..BF 80..BF; E1..EC, EE, EF and two of 80..BF; ED 80..9F 80..BF; F0 90..BF and two
of 80..BF; F1..F3 and three of 80..BF; F4 80..8F and two of 80..BF. All else is ill-formed: overlong forms, surrogates,
characters above U+10FFFF or cut off.

It is checked on all of these edges, whole, cut off and in the middle of texts, and on texts of up to 16 KiB with a byte changed,
removed or doubled anywhere. Then it is raced against the initial program on texts of 8 KiB that differ in every round and are mostly runs of ASCII,
with longer characters between; the results of the timed runs are checked too. The score is how many times faster it is, the
lower end of the interval. These help: several ASCII bytes in one step, tables of a state machine, fewer branches, typed views
of four or eight bytes over the same buffer.
`,
  evaluator: utf8Validation({ length: 8192 }),
});
