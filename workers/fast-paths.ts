import { setFlagsFromString } from 'node:v8';
import vm from 'node:vm';

/**
 * Facts that V8 relies on, one set for all realms of a thread: that no list has its own `constructor`, that no list has
 * another iterator, and so on. A candidate breaks one by an assignment, even by one that a frozen prototype refuses.
 * From then on slicing, spreading or regular expressions are 2 to 40 times slower in the whole thread
 * (`bench/fast-paths.ts`): for the initial program that it is raced against, and for all later candidates.
 */
const facts = [
  ...['ArrayIterator', 'ArraySpecies', 'IsConcatSpreadable', 'MapIterator', 'NoElements', 'PromiseSpecies'],
  ...['RegExpSpecies', 'SetIterator', 'StringIterator', 'StringWrapperToPrimitive', 'TypedArraySpecies'],
];

/**
 * Returns a function that counts the facts that still hold. V8 shows them by functions that only code compiled under a
 * flag can call; candidates are compiled without it, and the linker refuses the syntax. V8 must keep the compiled code,
 * as it could not compile it again without the flag.
 */
export function factCounter(): () => number {
  setFlagsFromString('--no-flush-bytecode');
  // The flag belongs to the whole process, so another thread that starts may clear it in between.
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
