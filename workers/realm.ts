import vm from 'node:vm';
import { recordFreezing } from './freeze.ts';
import { realmGlobals } from './globals.ts';
import { type Inside, type Load, prelude } from './prelude.ts';

/** What the clock of every realm shows: 2025-01-01 00:00 UTC. */
const time = Date.UTC(2025, 0, 1);

/** A fresh world for one candidate: nothing of the thread is in it, and nothing that belongs to all can be changed. */
export interface Realm {
  readonly inside: Inside;
  /** Makes the candidate of a linked script; nothing of it runs before the function is called. */
  compile(script: string): Load;
  /** Makes a stage's drive. */
  evaluate(script: vm.Script): unknown;
}

function vanillaContext(): vm.Context {
  return vm.createContext(vm.constants.DONT_CONTEXTIFY, {
    codeGeneration: { strings: false, wasm: false },
    // A queue of its own, which nobody drains: what a candidate puts off never runs.
    microtaskMode: 'afterEvaluate',
  });
}

/** Compiles what every realm starts with, once; the function it gives then makes realms at a third of a millisecond. */
export function realmMaker(): () => Realm {
  const start = `const inside = (${prelude})(${JSON.stringify(realmGlobals)}, ${time});`;
  const record = `(() => { 'use strict'; ${start} return (${recordFreezing})(); })()`;
  const freezing = new vm.Script(record).runInContext(vanillaContext());
  const script = new vm.Script(`(() => { 'use strict'; ${start} ${freezing} return inside; })()`);
  return () => {
    const context = vanillaContext();
    return {
      inside: script.runInContext(context),
      compile: (text) => vm.compileFunction(text, [], { parsingContext: context }) as Load,
      evaluate: (drive) => drive.runInContext(context),
    };
  };
}

/** The script whose value is the stage's drive; one serves all realms of a thread. */
export function driveScript(drive: string): vm.Script {
  return new vm.Script(`'use strict'; (${drive})`);
}
