import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WrongEvidence } from '../../evaluators/kit/evidence.ts';
import { assembleKernel, type Frame } from '../../evaluators/kit/wasm.ts';
import { codes } from '../../evaluators/kit/wasm-codes.ts';
import { kernel as vectors } from '../fixtures/programs/wasm-matmul-vectors.ts';
import { initialOf, resultOf, scoreOf, stageOf } from '../scoring.ts';

const frame: Frame = { parameters: ['$a', '$b'], pages: 1, fuel: 1000, lines: 100 };

/** Runs flat text, instructions separated by commas; returns the first word of the memory and the count. */
function run(text: string, a = 0, b = 0) {
  const kernel = assembleKernel(text.split(', ').join('\n'), frame);
  const read = (memory: DataView) => memory.getInt32(0, true);
  const { value, operations } = kernel.run((memory) => memory.setInt32(4, 1234, true), read, a, b);
  return [value, operations];
}

const put = (expression: string) => `i32.const 0, ${expression}, i32.store`;

describe('kernels in WebAssembly text', () => {
  test.each<[string, string, number, number]>([
    ['a constant', put('i32.const -5'), -5, 3],
    ['a large constant', put('i32.const 0x7fffffff'), 2 ** 31 - 1, 3],
    ['memory', put('i32.const 0, i32.load offset=4'), 1234, 4],
    ['a local', `(local $x i32), i32.const 7, local.set $x, ${put('local.get $x')}`, 7, 5],
    ['parameters', put('local.get $a, local.get $b, i32.sub'), 7, 5],
    ['64 bits', put('i64.const -1, i64.const 60, i64.shr_u, i32.wrap_i64'), 15, 6],
    ['a comment', `;; nothing, ${put('i32.const 1 ;; one')}`, 1, 3],
    [
      'a branch taken',
      `local.get $a, if, ${put('i32.const 1')}, else, ${put('i32.const 2, i32.const 3, i32.add')}, end`,
      1,
      5,
    ],
    ['a branch not taken', `local.get $b, i32.eqz, if, ${put('i32.const 1')}, else, ${put('i32.const 2')}, end`, 2, 6],
    ['a block left early', `block $out, local.get $a, br_if $out, ${put('i32.const 1')}, end`, 0, 2],
    ['a value of a block', put('block (result i32), i32.const 9, end'), 9, 3],
    // Ten passes of six, and three.
    [
      'a loop',
      `(local $i i32), loop $l, local.get $i, i32.const 1, i32.add, local.tee $i, i32.const 10, i32.lt_u, br_if $l, end, ${put('local.get $i')}`,
      10,
      73,
    ],
    ['what comes after a return', `${put('i32.const 1')}, return, ${put('i32.const 2')}`, 1, 4],
    ['a vector', put('v128.const i32x4 1 2 3 -4, i32.const 5, i32x4.splat, i32x4.mul, i32x4.extract_lane 3'), -20, 7],
    [
      'a shuffle',
      put(
        'v128.const i32x4 1 2 3 4, v128.const i32x4 5 6 7 8, i8x16.shuffle 4 5 6 7 16 17 18 19 0 1 2 3 0 1 2 3, i32x4.extract_lane 1',
      ),
      5,
      6,
    ],
  ])('%s', (_, text, value, operations) => {
    expect(run(text, 10, 3)).toEqual([value, operations]);
  });

  test.each([
    ['an endless loop', 'loop $l, br $l, end', /more than 1000 instructions/],
    ['an endless loop without a branch back at the end', 'loop, loop, br 1, end, end', /more than 1000/],
    ['memory outside', put('i32.const 65536, i32.load'), /trapped: memory access out of bounds/],
    ['a division by zero', put('i32.const 1, i32.const 0, i32.div_u'), /trapped: divide by zero/],
    ['unreachable', 'unreachable', /trapped/],
    ['the global that counts', 'i64.const 9, global.set 0', /line 2: there is no instruction global.set/],
    ['growing memory', 'i32.const 1, memory.grow', /no instruction memory.grow/],
    ['a call', 'call 0', /no instruction call/],
    ['an indirect call', 'i32.const 0, call_indirect', /no instruction/],
    ['floating point', 'f64.const 1', /no instruction f64.const/],
    ['copying memory', 'memory.fill', /no instruction/],
    ['an instruction of objects', 'constructor', /no instruction constructor/],
    ['two instructions in a line', 'i32.const 1 drop', /takes 1 whole numbers/],
    ['an expression', '(i32.add (i32.const 1) (i32.const 2))', /no instruction \(i32.add/],
    ['a module', '(module)', /no instruction \(module\)/],
    ['a value left over', 'i32.const 1', /not a valid function/],
    ['a value missing', 'i32.add', /not a valid function/],
    ['another type', put('i64.const 1'), /not a valid function/],
    ['no end', 'block', /1 blocks have no end/],
    ['an end too many', 'end', /nothing to end/],
    ['else without if', 'block, else, end', /not a valid function/],
    ['an unknown label', 'br $a', /knows no \$a/],
    ['a label by number too far', 'br 0', /knows no 0/],
    ['an unknown local', 'local.get $x', /knows no \$x/],
    ['a local by number too far', 'local.get 2', /knows no 2/],
    ['a local twice', '(local $a i32)', /already declared/],
    ['a local too late', 'nop, (local $x i32)', /before the first instruction/],
    ['an alignment beyond nature', 'i32.const 0, i32.load align=8, drop', /cannot be aligned/],
    ['an alignment that is none', 'i32.const 0, i32.load align=3, drop', /cannot be aligned/],
    ['a lane too far', 'v128.const i32x4 1 2 3 4, i32x4.extract_lane 4, drop', /not a valid function/],
    ['a lane by wrapping', 'v128.const i32x4 1 2 3 4, i32x4.extract_lane 256, drop', /has no lane/],
    ['a number that is none', 'i32.const NaN, drop', /takes no NaN/],
    ['a label on a result', 'block $a (result f64), end', /takes a label/],
    ['blocks in blocks', Array.from({ length: 60 }, () => 'block').join(', '), /more than 50 deep/],
    ['too many lines', Array.from({ length: 101 }, () => 'nop').join(', '), /101 lines/],
  ])('%s is wrong', (_, text, message) => {
    expect(() => run(text)).toThrow(WrongEvidence);
    expect(() => run(text)).toThrow(message);
  });

  test('arithmetic is that of the language', () => {
    const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
    const meanings: readonly [string, (a: number, b: number) => number][] = [
      ['add', (a, b) => (a + b) | 0],
      ['sub', (a, b) => (a - b) | 0],
      ['mul', Math.imul],
      ['xor', (a, b) => a ^ b],
      ['shl', (a, b) => a << b],
      ['shr_s', (a, b) => a >> b],
      ['shr_u', (a, b) => (a >>> b) | 0],
      ['lt_u', (a, b) => Number(a >>> 0 < b >>> 0)],
      ['gt_s', (a, b) => Number(a > b)],
      ['rotl', (a, b) => (a << b) | (b & 31 ? a >>> -b : 0)],
    ];
    for (const [name, meaning] of meanings) {
      const kernel = assembleKernel(put(`local.get $a, local.get $b, i32.${name}`).replaceAll(', ', '\n'), frame);
      const read = (memory: DataView) => memory.getInt32(0, true);
      fc.assert(
        fc.property(word, word, (a, b) => kernel.run(() => {}, read, a, b).value === meaning(a, b)),
        { numRuns: 50 },
      );
    }
  });

  test('there is nothing that reaches beyond the function', () => {
    expect([...codes.keys()].filter((name) => /call|global|table|memory\.|ref|f32|f64|atomic/.test(name))).toEqual([]);
  });
});

describe('wasm-matmul', () => {
  const judged = async (text: unknown) => resultOf(await stageOf('wasm-matmul', 'product'), { kernel: () => text });

  test('the initial program and one by hand score what their page says', async () => {
    const stage = await stageOf('wasm-matmul', 'product');
    expect(scoreOf(resultOf(stage, await initialOf('wasm-matmul')))).toBe(744_768);
    expect(scoreOf(resultOf(stage, { kernel: vectors }))).toBe(44_914);
    expect(scoreOf(resultOf(stage, { kernel: vectors }, 7))).toBe(44_914);
  });

  test.each([
    ['nothing', ''],
    ['no text', 5],
    ['a list', ['nop']],
    ['a text without end', 'nop '.repeat(60_000)],
    [
      'a product without its last block',
      vectors().replace('i32.const 128\ni32.add\nlocal.tee $a', 'i32.const 256\ni32.add\nlocal.tee $a'),
    ],
    ['a sum without a term', vectors().replace(/\ni32x4\.add/, '\ni32x4.sub')],
    [
      'the first matrix for the product',
      vectors().replace(/\nlocal\.get \$b31\ni32x4\.mul/, '\nlocal.get $b30\ni32x4.mul'),
    ],
    ['an endless kernel', 'loop\nbr 0\nend'],
  ])('%s is wrong', async (_, text) => {
    expect(await judged(text)).toHaveProperty('wrong');
  });
});
