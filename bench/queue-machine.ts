/** A machine of bench/queue.ts: URL PROBLEM NAME SLOTS MILLISECONDS. It waits, and answers what the program says. */
import { setTimeout as sleep } from 'node:timers/promises';
import { loadProblem } from '../src/load-problem.ts';
import { usualPace } from '../src/remote/pace.ts';
import { fakeMachine } from '../test/fixtures/fake-machine.ts';
import { saidBy } from './queue-said.ts';

const [url = '', spec = '', name = '', slots = '1', milliseconds = '0'] = process.argv.slice(2);
const machine = { url, problem: await loadProblem(spec), name, slots: Number(slots), pace: usualPace };
fakeMachine(machine, async ([[, text] = ['', '']], from) => {
  await sleep(Number(milliseconds));
  return { ...from, evaluation: saidBy(text, Number(milliseconds)) };
});
