import type { Program } from '../../api/program.ts';
import { replaceNumber, withEditsIn } from '../../language/edit.ts';
import { typicalSize } from '../../language/number.ts';
import { numbersOf, type ProgramNumber } from '../../language/program.ts';
import { type ChangedNumber, describeNumbers } from '../changed-numbers.ts';

/** Numbers of a program as a vector that can be tuned. */
export interface Parameters {
  readonly values: readonly number[];
  /** First step of each: a share of its own size. */
  readonly scales: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly whole: readonly boolean[];
  /** The program with these numbers in place of its own. */
  write(values: readonly number[]): Program;
}

export interface DescribedParameters extends Parameters {
  /** What these numbers change, in a few words. */
  describe(values: readonly number[]): string;
}

/** All numeric literals of a program's blocks, with bounds guessed from their values. */
export function parametersOf(program: Program): DescribedParameters {
  const literals = numbersOf(program);
  const typical = typicalSize(literals);
  const scales = literals.map(({ value, whole }) =>
    whole ? Math.max(1, 0.3 * Math.abs(value)) : 0.3 * (Math.abs(value) || typical),
  );
  const reach = literals.map(({ whole }, index) => (whole ? 10 : 100) * (scales[index] as number));
  return {
    values: literals.map(({ value }) => value),
    scales,
    low: literals.map(({ value, whole }, i) => (whole && value >= 0 ? 0 : value - (reach[i] as number))),
    high: literals.map(({ value }, i) => value + (reach[i] as number)),
    whole: literals.map(({ whole }) => whole),
    write: (values) => writeNumbers(program, literals, values),
    describe: (values) => describeNumbers(changesOf(literals, values)),
  };
}

function changesOf(literals: readonly ProgramNumber[], values: readonly number[]): readonly ChangedNumber[] {
  return literals.flatMap(({ value: from, owner }, index) => {
    const to = values[index] as number;
    return to === from ? [] : [{ from, to, owner }];
  });
}

function writeNumbers(program: Program, literals: readonly ProgramNumber[], values: readonly number[]): Program {
  const moved = literals.flatMap((literal, index) => {
    const value = values[index] as number;
    return value === literal.value ? [] : [{ file: literal.file, ...replaceNumber(literal, value) }];
  });
  return withEditsIn(
    program,
    Map.groupBy(moved, ({ file }) => file),
  );
}
