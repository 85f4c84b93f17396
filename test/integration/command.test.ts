import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Recipe, whyNoCommands, withProgram } from '../../evaluators/kit/command.ts';
import { WrongEvidence } from '../../evaluators/kit/evidence.ts';

const missing = whyNoCommands('cc');
if (missing) console.warn(`NOT TESTED: programs that are built and run. ${missing}`);

const recipe = (text: string): Recipe => ({
  files: { 'a.c': text },
  build: ['cc', '-O1', '-o', 'a', 'a.c'],
  run: ['./a'],
  milliseconds: 10_000,
  megabytes: 256,
});
const output = (made: Recipe, input = '') =>
  withProgram(made, (run) => run(Buffer.from(input), 1000).output.toString());

describe.skipIf(missing)('programs that are built and run', () => {
  test('one that is built reads and writes', () => {
    const text =
      '#include <stdio.h>\nint main() { int x; while (scanf("%d", &x) == 1) printf("%d ", x * x); return 0; }';
    expect(output(recipe(text), '2 3 4')).toBe('4 9 16 ');
    const twice = withProgram(recipe(text), (run) => ['5', '6'].map((x) => run(Buffer.from(x), 10).output.toString()));
    expect(twice).toEqual(['25 ', '36 ']);
  });

  test('one that needs no building is a command of the system', () => {
    const made = {
      files: { 'a.sh': 'read x; echo $((x + 1))' },
      run: ['sh', 'a.sh'],
      milliseconds: 10_000,
      megabytes: 64,
    };
    expect(output(made, '41\n')).toBe('42\n');
  });

  test('it has no files, no network, no further processes, and nothing to write to', () => {
    const text = `
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
int main() {
  printf("%d %d ", open("/etc/passwd", O_RDONLY), open("${import.meta.filename}", O_RDONLY));
  printf("%d %d ", open("made", O_WRONLY | O_CREAT, 0600), open("/tmp/made", O_WRONLY | O_CREAT, 0600));
  printf("%d %d\\n", socket(AF_INET, SOCK_STREAM, 0), fork());
  return 0;
}`;
    expect(output(recipe(text))).toBe('-1 -1 -1 -1 -1 -1\n');
  });

  test.each<[string, string, RegExp]>([
    ['no program', 'int main( {', /cannot be built: exit code 1\na\.c:1/],
    ["somebody's file in the text", '#include "/etc/passwd"\nint main() {}', /passwd: No such file/],
    ['this very file in the text', `#include "${import.meta.filename}"\nint main() {}`, /No such file/],
    ['an enormous program', 'int a[1 << 28] = {1}; int main() { return 0; }', /cannot be built/],
    ['a failure', 'int main() { return 3; }', /fails: exit code 3/],
    ['a crash', 'int main() { return *(volatile int *)0; }', /fails: /],
    ['a flood', '#include <stdio.h>\nint main() { for (;;) puts("x"); }', /wrote more than 1000 bytes/],
    [
      'a hoard',
      '#include <stdlib.h>\n#include <string.h>\nint main() { for (;;) { char *p = malloc(1 << 24); if (!p) return 9; memset(p, 1, 1 << 24); } }',
      /fails: /,
    ],
  ])('%s is wrong', (_, text, message) => {
    expect(() => output(recipe(text))).toThrow(WrongEvidence);
    expect(() => output(recipe(text))).toThrow(message);
  });

  test('one that never ends is ended, and so is a compiler that does', () => {
    expect(() => output({ ...recipe('int main() { for (;;); }'), milliseconds: 1500 })).toThrow(/longer than 1500 ms/);
    const endless = { ...recipe('#include "/dev/zero"\nint main() {}'), milliseconds: 1500 };
    expect(() => output(endless)).toThrow(WrongEvidence);
  });

  test('its folder is gone afterwards, whatever happened', () => {
    let folder = '';
    const made = { files: { 'a.sh': 'pwd' }, run: ['sh', 'a.sh'], milliseconds: 10_000, megabytes: 64 };
    expect(() =>
      withProgram(made, (run) => {
        folder = run(Buffer.alloc(0), 1000).output.toString().trim();
        expect(existsSync(folder)).toBe(true);
        throw new Error('mine');
      }),
    ).toThrow('mine');
    expect(existsSync(folder)).toBe(false);
  });

  test('a program that the machine does not have is the fault of the machine', () => {
    const made = { files: {}, run: ['no-such-program'], milliseconds: 1000, megabytes: 64 };
    expect(() => output(made)).toThrow('this machine has no program no-such-program');
    expect(() => output(made)).not.toThrow(WrongEvidence);
  });
});
