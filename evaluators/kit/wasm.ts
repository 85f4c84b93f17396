import { WrongEvidence } from './evidence.ts';
import { type Coded, codes, signed, unsigned } from './wasm-codes.ts';

/** One instruction. The meter needs its name. */
interface Instruction {
  readonly name: string;
  readonly bytes: readonly number[];
}

/** The evaluator's terms for a kernel: its parameters (all i32), its memory in pages of 64 KiB, and its limits. */
export interface Frame {
  readonly parameters: readonly string[];
  readonly pages: number;
  /** Most instructions that a run may take. */
  readonly fuel: number;
  /** Most lines that its text may have. */
  readonly lines: number;
}

/** A compiled kernel. Each run begins with fresh memory. */
export interface WasmKernel {
  /**
   * Runs on memory that `fill` has filled. Returns the result of `read` and the number of executed instructions.
   *
   * @throws {WrongEvidence} when the kernel traps or runs out of fuel.
   */
  run<T>(
    fill: (memory: DataView) => void,
    read: (memory: DataView) => T,
    ...given: number[]
  ): { value: T; operations: number };
}

/**
 * Makes one function of flat WebAssembly text, one instruction a line: integers and vectors of integers, no calls, no
 * further memory. Every executed instruction counts one, except `block`, `loop`, `else` and `end`, which only mark
 * places.
 *
 * @throws {WrongEvidence} when the text is not such a function.
 */
export function assembleKernel(text: string, frame: Frame): WasmKernel {
  const module = compile(moduleOf(text, frame));
  const outOfFuel = `it took more than ${frame.fuel} instructions`;
  return {
    run(fill, read, ...given) {
      const { memory, fuel, run } = new WebAssembly.Instance(module).exports;
      const view = new DataView(memory.buffer);
      fill(view);
      try {
        run(...given);
      } catch (error) {
        throw new WrongEvidence(fuel.value < 0n ? outOfFuel : `it trapped: ${(error as Error).message}`);
      }
      if (fuel.value < 0n) throw new WrongEvidence(outOfFuel);
      return { value: read(view), operations: frame.fuel - Number(fuel.value) };
    },
  };
}

/** The part of WebAssembly used here, which TypeScript's types of the language lack. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object) => { readonly exports: Exports };
};

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly fuel: { readonly value: bigint };
  readonly run: (...given: number[]) => void;
}

function compile(bytes: Uint8Array<ArrayBuffer>): object {
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    throw new WrongEvidence(`it is not a valid function: ${(error as Error).message.replace(/^.*?: /, '')}`);
  }
}

const i32 = 0x7f;
const types: Readonly<Record<string, number>> = { i32, i64: 0x7e, v128: 0x7b };

/** A module of one function with its memory and its fuel, as bytes. */
function moduleOf(text: string, { parameters, pages, fuel, lines }: Frame): Uint8Array<ArrayBuffer> {
  const { locals, body } = readKernel(text, parameters, lines);
  const code = [...vector(locals.map((type) => [1, type])), ...metered(body).flatMap(({ bytes }) => bytes), 0x0b];
  return new Uint8Array([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [[0x60, ...vector(parameters.map(() => [i32])), 0]]),
    ...section(3, [[0]]),
    ...section(5, [[1, ...unsigned(pages), ...unsigned(pages)]]),
    ...section(6, [[types.i64!, 1, 0x42, ...signed(BigInt(fuel)), 0x0b]]),
    ...section(7, [exported('run', 0), exported('memory', 2), exported('fuel', 3)]),
    ...section(10, [[...unsigned(code.length), ...code]]),
  ]);
}

function vector(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function section(id: number, items: readonly (readonly number[])[]): number[] {
  const content = vector(items);
  return [id, ...unsigned(content.length), ...content];
}

function exported(name: string, kind: number): number[] {
  return [...vector([...name].map((letter) => [letter.charCodeAt(0)])), kind, 0];
}

const marks = new Set(['block', 'loop', 'else', 'end']);
const forks = /^(loop|if|else|end|br|br_if|return)$/;

/**
 * Subtracts the instructions of each stretch from the fuel where it begins, and checks the fuel at each pass of a loop.
 */
function metered(body: readonly Instruction[]): Instruction[] {
  const counted: Instruction[] = [];
  let stretch: Instruction[] = [];
  const flush = () => {
    const weight = stretch.filter(({ name }) => !marks.has(name)).length;
    if (weight > 0) counted.push(spend(weight));
    counted.push(...stretch);
    stretch = [];
  };
  for (const instruction of body) {
    stretch.push(instruction);
    if (!forks.test(instruction.name)) continue;
    flush();
    if (instruction.name === 'loop') counted.push(endWithoutFuel);
  }
  flush();
  return counted;
}

/** global.get 0, i64.const, i64.sub, global.set 0 */
function spend(weight: number): Instruction {
  return { name: 'spend', bytes: [0x23, 0, 0x42, ...signed(BigInt(weight)), 0x7d, 0x24, 0] };
}

/** global.get 0, i64.const 0, i64.lt_s, if, unreachable, end */
const endWithoutFuel: Instruction = { name: 'check', bytes: [0x23, 0, 0x42, 0, 0x53, 0x04, 0x40, 0x00, 0x0b] };

/** Reads the types of a kernel's own locals, and its instructions. */
function readKernel(text: string, parameters: readonly string[], most: number) {
  const lines = text.split('\n');
  if (lines.length > most) throw new WrongEvidence(`it has ${lines.length} lines, more than ${most}`);
  const reader = new Reader(parameters);
  for (const [index, line] of lines.entries()) reader.read(line.replace(/;;.*/, '').trim(), `line ${index + 1}`);
  if (reader.depth > 0) throw new WrongEvidence(`${reader.depth} blocks have no end`);
  return reader;
}

class Reader {
  readonly locals: number[] = [];
  readonly body: Instruction[] = [];
  readonly #names: string[];
  /** Labels of the enclosing blocks, the innermost first. */
  readonly #labels: string[] = [];

  constructor(parameters: readonly string[]) {
    this.#names = [...parameters];
  }

  get depth(): number {
    return this.#labels.length;
  }

  read(line: string, where: string) {
    const local = /^\(local (\$\S+) (i32|i64|v128)\)$/.exec(line);
    if (local) this.#declare(local[1]!, local[2]!, where);
    else if (line !== '') this.body.push(this.#instruction(line, where));
  }

  #declare(name: string, type: string, where: string) {
    if (this.#names.includes(name)) throw new WrongEvidence(`${where}: ${name} is already declared`);
    if (this.body.length > 0) throw new WrongEvidence(`${where}: locals come before the first instruction`);
    this.#names.push(name);
    this.locals.push(types[type]!);
  }

  #instruction(line: string, where: string): Instruction {
    const [name, ...given] = line.split(/\s+/) as [string, ...string[]];
    const code = codes.get(name);
    if (!code) throw new WrongEvidence(`${where}: there is no instruction ${name.slice(0, 40)}`);
    if (name === 'end' && this.#labels.shift() === undefined)
      throw new WrongEvidence(`${where}: there is nothing to end`);
    return { name, bytes: [...code.bytes, ...this.#immediates(code, given, `${where}, ${name}`)] };
  }

  #immediates({ takes, natural = 0 }: Coded, given: readonly string[], where: string): number[] {
    switch (takes) {
      case 'local':
        return unsigned(this.#place(this.#names, given, where));
      case 'label':
        return unsigned(this.#place(this.#labels, given, where));
      case 'block':
        return this.#open(given, where);
      case 'memory':
        return memoryArgument(given, natural, where);
      case 'i32':
        return numbers(given, 1, where).flatMap((value) => signed(BigInt.asIntN(32, value)));
      case 'i64':
        return numbers(given, 1, where).flatMap((value) => signed(BigInt.asIntN(64, value)));
      case 'i32x4':
        return numbers(given[0] === 'i32x4' ? given.slice(1) : given, 4, where).flatMap(littleEndian);
      case 'lane':
      case 'lanes':
        return numbers(given, takes === 'lane' ? 1 : 16, where).map((value) => lane(value, where));
      default:
        return given.length === 0 ? [] : unfit(where, 'takes nothing');
    }
  }

  #place(names: readonly string[], given: readonly string[], where: string): number {
    const [name = ''] = given;
    const place = /^\d+$/.test(name) ? Number(name) : names.indexOf(name);
    return given.length === 1 && place >= 0 && place < names.length
      ? place
      : unfit(where, `knows no ${name.slice(0, 40)}`);
  }

  #open(given: readonly string[], where: string): number[] {
    if (this.#labels.length === 50) throw new WrongEvidence(`${where}: blocks are nested more than 50 deep`);
    const named = given[0]?.startsWith('$');
    this.#labels.unshift(named ? given[0]! : '');
    const [result, type, ...rest] = given.slice(named ? 1 : 0);
    if (result === undefined) return [0x40];
    const found = result === '(result' && rest.length === 0 ? types[type?.replace(/\)$/, '') ?? ''] : undefined;
    return found === undefined ? unfit(where, 'takes a label and (result TYPE) only') : [found];
  }
}

function unfit(where: string, what: string): never {
  throw new WrongEvidence(`${where} ${what}`);
}

/** `offset=…` and `align=…`, both optional; `natural` is the alignment of the instruction as a power of two. */
function memoryArgument(given: readonly string[], natural: number, where: string): number[] {
  let [offset, align] = [0, 2 ** natural];
  for (const word of given) {
    const [, key, value] = /^(offset|align)=(\d{1,9})$/.exec(word) ?? unfit(where, `takes no ${word.slice(0, 40)}`);
    if (key === 'offset') offset = Number(value);
    else align = Number(value);
  }
  const power = Math.log2(align);
  if (!Number.isInteger(power) || power > natural) unfit(where, `cannot be aligned to ${align}`);
  return [...unsigned(power), ...unsigned(offset)];
}

function numbers(given: readonly string[], count: number, where: string): bigint[] {
  if (given.length !== count) unfit(where, `takes ${count} whole numbers`);
  return given.map((word) => {
    if (!/^-?(\d{1,20}|0x[\da-f]{1,16})$/i.test(word)) unfit(where, `takes no ${word.slice(0, 40)}`);
    return word.startsWith('-') ? -BigInt(word.slice(1)) : BigInt(word);
  });
}

function lane(value: bigint, where: string): number {
  return value >= 0n && value < 32n ? Number(value) : unfit(where, `has no lane ${value}`);
}

function littleEndian(value: bigint): number[] {
  return [0n, 8n, 16n, 24n].map((shift) => Number((value >> shift) & 255n));
}
