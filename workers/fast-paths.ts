import { setFlagsFromString } from 'node:v8';
import vm from 'node:vm';

/**
 * Facts that V8 relies on, one set for all realms of a thread: that no list has a `constructor` of its own, no list
 * another iterator, and so on. A candidate that breaks one by an assignment, be it one that a frozen prototype refuses,
 * makes slicing, spreading or regular expressions 2 to 40 times slower for everyone in the thread, for good
 * (`bench/fast-paths.ts`): the initial program that it is raced against, and the candidates that come after it.
 */
const facts = [
  ...['ArrayIterator', 'ArraySpecies', 'IsConcatSpreadable', 'MapIterator', 'NoElements', 'PromiseSpecies'],
  ...['RegExpSpecies', 'SetIterator', 'StringIterator', 'StringWrapperToPrimitive', 'TypedArraySpecies'],
];

/**
 * Tells how many of the facts still hold. V8 shows them by functions that only code compiled under a flag can call;
 * candidates are compiled without it, and the linker refuses the syntax. What was compiled must not be thrown away.
 */
export function factCounter(): () => number {
  setFlagsFromString('--no-flush-bytecode');
  // The flag belongs to the whole process, so another thread that starts may take it back in between.
  for (let tries = 0; ; tries++) {
    try {
      return compileCounter();
    } catch (error) {
      if (!(error instanceof SyntaxError) || tries === 1000) throw error;
    }
  }
}

function compileCounter(): () => number {
  const sum = facts.map((fact) => `%${fact}Protector()`).join(' + ');
  setFlagsFromString('--allow-natives-syntax');
  try {
    const count: () => number = vm.runInThisContext(`(() => ${sum})`);
    count();
    return count;
  } finally {
    setFlagsFromString('--no-allow-natives-syntax');
  }
}
