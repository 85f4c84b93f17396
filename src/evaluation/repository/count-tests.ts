import type { Printed } from './printed.ts';
import { plainLines } from './useful-lines.ts';

/** How test runners say how many tests passed: the first group is the number. */
const passes: readonly RegExp[] = [
  /^(?:#|ℹ) pass (\d+)$/gm, // node:test
  /^\s*Tests\s+(?:\d+ \w+ \| )*?(\d+) passed/gm, // vitest
  /^Tests:\s+(?:\d+ \w+, )*?(\d+) passed/gm, // jest
  /^\s*(\d+) passing\b/gm, // mocha
  /^=*\s*(?:\d+ \w+, )*?(\d+) passed\b.* in [\d.]+/gm, // pytest
  /^test result: \w+\. (\d+) passed/gm, // cargo test
];
/** Tests that Python's unittest ran, and packages and tests that passed in Go, one a line. */
const ran = /^Ran (\d+) tests? in/gm;
const inGo = /^\s*(?:--- PASS:|ok\s+\S+\s+(?:\(cached\)|[\d.]+s))/gm;

/** The number of tests that passed, as far as a command's output says it. */
export function countTests(printed: Printed): number | undefined {
  const text = plainLines(printed).join('\n');
  for (const pattern of [...passes, ran]) {
    const found = [...text.matchAll(pattern)];
    if (found.length > 0) return found.reduce((sum, [, count]) => sum + Number(count), 0);
  }
  return text.match(inGo)?.length;
}

/** How test runners name a test that fails: the first group is the name. */
const failures: readonly RegExp[] = [
  /^\s*not ok \d+ - (.+)$/gm, // node:test as TAP
  /^\s*✖ (?!failing tests)(.+?)(?: \([\d.]+ms\))?$/gm, // node:test
  /^\s*(?:FAIL|×|✕)\s+(.+?)(?: \d+ms)?$/gm, // vitest, jest
  /^FAILED (\S+)/gm, // pytest
  /^test (\S+) \.\.\. FAILED$/gm, // cargo
  /^\s*--- FAIL: (\S+)/gm, // go
  /^(?:FAIL|ERROR): (.+)$/gm, // unittest
];

/** Names of tests that failed, as far as a command's output says them. */
export function failedTests(printed: Printed): readonly string[] {
  const text = plainLines(printed).join('\n');
  return [...new Set(failures.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name]) => name!.trim())))];
}
