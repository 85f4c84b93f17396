/** The kinds of arguments after an instruction's name. */
export type Takes = 'nothing' | 'local' | 'label' | 'block' | 'memory' | 'i32' | 'i64' | 'i32x4' | 'lane' | 'lanes';

export interface Coded {
  readonly bytes: readonly number[];
  readonly takes: Takes;
  /** Natural alignment of a memory access, as a power of two. */
  readonly natural?: number;
}

/** Instructions in the order of their codes (WebAssembly Core Specification 2.0, appendix "Index of Instructions"). */
const integers =
  'eqz eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u|clz ctz popcnt add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr';

/** Instructions by name. No floating point, as NaN differ between machines; no calls, no tables, no growing memory. */
export const codes: ReadonlyMap<string, Coded> = new Map<string, Coded>([
  ...plain('unreachable 0x00, nop 0x01, return 0x0f, drop 0x1a, select 0x1b, else 0x05, end 0x0b', 'nothing'),
  ...plain('block 0x02, loop 0x03, if 0x04', 'block'),
  ...plain('br 0x0c, br_if 0x0d', 'label'),
  ...plain('local.get 0x20, local.set 0x21, local.tee 0x22', 'local'),
  ...plain('i32.const 0x41', 'i32'),
  ...plain('i64.const 0x42', 'i64'),
  ...run('i32', [0x45, 0x67]),
  ...run('i64', [0x50, 0x79]),
  ...plain('i32.wrap_i64 0xa7, i64.extend_i32_s 0xac, i64.extend_i32_u 0xad, i32.extend8_s 0xc0', 'nothing'),
  ...plain('i32.extend16_s 0xc1, i64.extend8_s 0xc2, i64.extend16_s 0xc3, i64.extend32_s 0xc4', 'nothing'),
  ...memory('i32.load8_s 0x2c, i32.load8_u 0x2d, i64.load8_s 0x30, i64.load8_u 0x31', 0),
  ...memory('i32.store8 0x3a, i64.store8 0x3c', 0),
  ...memory('i32.load16_s 0x2e, i32.load16_u 0x2f, i64.load16_s 0x32, i64.load16_u 0x33', 1),
  ...memory('i32.store16 0x3b, i64.store16 0x3d', 1),
  ...memory('i32.load 0x28, i32.store 0x36, i64.load32_s 0x34, i64.load32_u 0x35, i64.store32 0x3e', 2),
  ...memory('i64.load 0x29, i64.store 0x37', 3),
  ...vectors(memory('v128.load 0, v128.store 11', 4)),
  ...vectors(memory('v128.load32_splat 9', 2)),
  ...vectors(memory('v128.load64_splat 10', 3)),
  ...vectors(plain('v128.const 12', 'i32x4')),
  ...vectors(plain('i8x16.shuffle 13', 'lanes')),
  ...vectors(
    plain('i32x4.extract_lane 27, i32x4.replace_lane 28, i64x2.extract_lane 29, i64x2.replace_lane 30', 'lane'),
  ),
  ...vectors(plain('i8x16.swizzle 14, i32x4.splat 17, i64x2.splat 18', 'nothing')),
  ...vectors(plain('v128.not 77, v128.and 78, v128.andnot 79, v128.or 80, v128.xor 81, v128.bitselect 82', 'nothing')),
  ...vectors(plain('i32x4.eq 55, i32x4.ne 56, i32x4.lt_s 57, i32x4.lt_u 58, i32x4.gt_s 59, i32x4.gt_u 60', 'nothing')),
  ...vectors(plain('i32x4.neg 161, i32x4.shl 171, i32x4.shr_s 172, i32x4.shr_u 173, i32x4.add 174', 'nothing')),
  ...vectors(plain('i32x4.sub 177, i32x4.mul 181, i32x4.min_s 182, i32x4.min_u 183, i32x4.max_s 184', 'nothing')),
  ...vectors(plain('i32x4.max_u 185, i64x2.shl 203, i64x2.shr_u 205, i64x2.add 206, i64x2.sub 209', 'nothing')),
  ...vectors(plain('i64x2.mul 213', 'nothing')),
]);

type Entry = [name: string, code: Coded];

function plain(listed: string, takes: Takes): Entry[] {
  return listed.split(', ').map((pair) => {
    const [name, code] = pair.split(' ') as [string, string];
    return [name, { bytes: [Number(code)], takes }];
  });
}

function memory(listed: string, natural: number): Entry[] {
  return plain(listed, 'memory').map(([name, code]) => [name, { ...code, natural }]);
}

/** Comparisons and arithmetic of one type, each a run of codes. */
function run(type: string, starts: readonly number[]): Entry[] {
  return integers
    .split('|')
    .flatMap((names, index) =>
      names
        .split(' ')
        .map((name, place): Entry => [`${type}.${name}`, { bytes: [starts[index]! + place], takes: 'nothing' }]),
    );
}

/** Instructions on vectors have a prefix before their code. */
function vectors(entries: readonly Entry[]): Entry[] {
  return entries.map(([name, code]) => [name, { ...code, bytes: [0xfd, ...unsigned(code.bytes[0]!)] }]);
}

/** A whole number, seven bits a byte (LEB128). */
export function unsigned(value: number): number[] {
  const low = value % 128;
  return value < 128 ? [low] : [low | 128, ...unsigned(Math.floor(value / 128))];
}

/** The same for a number that may be negative. */
export function signed(value: bigint): number[] {
  const low = Number(BigInt.asUintN(7, value));
  const rest = value >> 7n;
  const isLast = (rest === 0n && low < 64) || (rest === -1n && low >= 64);
  return isLast ? [low] : [low | 128, ...signed(rest)];
}
