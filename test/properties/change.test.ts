import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyAnswer } from '../../src/change/answer.ts';
import { fenceFor, fencesOf } from '../../src/change/fences.ts';
import { admit } from '../../src/change/gates.ts';
import { fixedText, readProgram, regionsOf } from '../../src/language/program.ts';

const word = fc.constantFrom('alpha', 'beta', 'gamma', 'delta', 'x', 'y');
/** Statements that are all different, so that a line names its place. */
const statements = fc
  .array(fc.tuple(word, fc.nat(999)), { minLength: 3, maxLength: 12 })
  .map((items) =>
    items.map(([name, value], index) => `${index % 3 === 1 ? '  ' : ''}use(${index}, "${name}", ${value});`),
  );

const program = (lines: readonly string[]) =>
  readProgram({
    'main.ts': `const before = 1;\n// EVOLVE-BLOCK-START\n${lines.join('\n')}\n// EVOLVE-BLOCK-END\nconst after = 2;\n`,
  });

test('a fenced block replaces the block of the program', () => {
  fc.assert(
    fc.property(statements, statements, (old, lines) => {
      const change = applyAnswer(program(old), `Here:\n\`\`\`ts\n${lines.join('\n')}\n\`\`\``, false);
      expect(change).toMatchObject({ status: 'changed', files: program(lines).files });
    }),
  );
});

test('lines are replaced whatever whitespace was lost or added, and nothing else changes', () => {
  const noise = fc.record({
    shift: fc.constantFrom('', '    ', '\t'),
    trail: fc.constantFrom('', '  '),
    blank: fc.boolean(),
  });
  fc.assert(
    fc.property(statements, fc.nat(), fc.nat(), statements, noise, (lines, from, size, replacement, messy) => {
      const start = from % lines.length;
      const end = start + 1 + (size % (lines.length - start));
      const search = lines
        .slice(start, end)
        .map((line) => messy.shift + line + messy.trail)
        .join(messy.blank ? '\n\n' : '\n');
      const solid = replacement.map((line) => messy.shift + line);
      const answer = `<<<<<<< SEARCH\n${search}\n=======\n${solid.join('\n')}\n>>>>>>> REPLACE`;
      const change = applyAnswer(program(lines), answer, false);
      const bare = (text: string) => text.replace(/[^\S\n]+/g, '');
      const wanted = program([...lines.slice(0, start), ...replacement, ...lines.slice(end)]);
      if (change.status === 'refused') throw new Error(change.feedback);
      expect(bare(change.files['main.ts'] as string)).toBe(bare(wanted.files['main.ts'] as string));
      const own = lines.slice(0, start).join('\n');
      expect(change.files['main.ts']).toContain(own);
    }),
  );
});

const fragment = fc.constantFrom(
  ...['```ts\n', '```\n', '````\n', '~~~\n', '<<<<<<< SEARCH\n', '=======\n', '>>>>>>> REPLACE\n', '\n', 'main.ts\n'],
  ...['// EVOLVE-BLOCK-START\n', '// EVOLVE-BLOCK-END\n', 'const before = 1;\n', 'const after = 2;\n', 'block 1\n'],
  ...['use(0, "x", 1);\n', '  use(1, "y", 2);\n', 'prose about it\n', '\r\n', 'use(', '// ...\n', '\u2028', '\0'],
);

test('any answer makes a child that is changed inside its blocks only, or a refusal with a reason', () => {
  const parent = program(['use(0, "x", 1);', '  use(1, "y", 2);', 'use(2, "x", 3);']);
  const fixed = fixedText(parent.files['main.ts'] as string, regionsOf(parent)['main.ts'] ?? []);
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 14 }), fc.boolean(), (parts, cutOff) => {
      const change = applyAnswer(parent, parts.join(''), cutOff);
      const refused = (feedback: string) => void expect(feedback).toMatch(/\S/);
      if (change.status === 'refused') return refused(change.feedback);
      const admission = admit(parent, change.files);
      if (admission.status === 'refused') return refused(admission.feedback);
      const child = change.files['main.ts'] as string;
      expect(fixedText(child, regionsOf(admission.program)['main.ts'] ?? [])).toBe(fixed);
    }),
    { numRuns: 2000 },
  );
});

test('text in a fence made for it is read back unchanged, whatever fences it holds', () => {
  const line = fc.oneof(fc.string(), fc.constantFrom('```', '````ts', '~~~', '`````', '  ```'));
  const inside = fc.array(line, { minLength: 1 }).map((lines) => lines.join('\n').replace(/\r/g, ''));
  fc.assert(
    fc.property(inside, (text) => {
      const fence = fenceFor(text);
      expect(fencesOf(`before\n${fence}ts\n${text}\n${fence}\nafter`)).toEqual([
        { info: 'ts', text, before: 'before', closed: true },
      ]);
    }),
  );
});
