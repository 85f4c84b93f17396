import { defineEvaluator, defineProblem, defineStage, type Feed } from 'germline';
import { WrongEvidence } from 'germline/kit/evidence';
import { scoreCommandRace } from 'germline/kit/race';
import { between, unrelatedSeeds, unrelatedWords, type Words, words } from 'germline/kit/rng';

/** How often an image is smoothed. */
const times = 16;

/** A grey image to make: pixels follow from the seed, which no candidate sees. */
interface Image {
  readonly seed: number;
  readonly width: number;
  readonly height: number;
}

/** The largest image. */
const most = [660, 500] as const;

/** Sizes that the seed draws: two large images, and some that are as small as the filter or smaller, one way or both. */
function drawSizes(next: Words): readonly (readonly [width: number, height: number])[] {
  const small = () => between(next, 1, 9);
  const large = [between(next, most[0] - 30, most[0]), between(next, most[1] - 30, most[1])] as const;
  const medium = [between(next, 200, 340), between(next, 200, 340)] as const;
  return [
    large,
    medium,
    [between(next, 10, 90), small()],
    [small(), between(next, 10, 90)],
    [small(), small()],
    [1, 1],
  ];
}

function makeImages(seed: number): readonly Image[][] {
  const sizes = drawSizes(unrelatedWords(seed, ' sizes'));
  const seeds = unrelatedSeeds(seed, sizes.length);
  return [sizes.map(([width, height], i) => ({ seed: seeds[i]!, width, height }))];
}

/** A black and white image: smoothing it uses the whole range of values, and its sums the whole range of theirs. */
function pixelsOf({ seed, width, height }: Image): Uint8Array {
  const next = words(seed);
  return Uint8Array.from({ length: width * height }, () => (next() % 3 === 0 ? next() : next() % 2 === 0 ? 0 : 255));
}

function feed(images: readonly Image[]): Feed {
  const parts = images.flatMap((image) => [
    new Uint8Array(Uint16Array.of(image.width, image.height, times, 0).buffer),
    pixelsOf(image),
  ]);
  return { stdin: Buffer.concat(parts) };
}

/** Values that stand `step` apart in a list. */
interface Line {
  readonly start: number;
  readonly step: number;
  readonly length: number;
}

/** Smooths a line by 1 4 6 4 1: sums of 16 times the values. */
function smoothLine(from: Uint8Array | Uint16Array, to: Uint16Array, { start, step, length }: Line): void {
  const at = (i: number) => from[start + step * (i < 0 ? 0 : i < length ? i : length - 1)]!;
  for (let i = 0; i < length; i++)
    to[start + step * i] = at(i - 2) + 4 * at(i - 1) + 6 * at(i) + 4 * at(i + 1) + at(i + 2);
}

function smooth(image: Uint8Array, { width, height }: Image): Uint8Array {
  const [rows, both] = [new Uint16Array(image.length), new Uint16Array(image.length)];
  for (let y = 0; y < height; y++) smoothLine(image, rows, { start: y * width, step: 1, length: width });
  for (let x = 0; x < width; x++) smoothLine(rows, both, { start: x, step: width, length: height });
  return new Uint8Array(both.map((sum) => (sum + 128) >> 8));
}

/** The right images, by the list that they belong to: every candidate of a run is compared with the same. */
const answers = new WeakMap<readonly Image[], Buffer>();

function answerOf(images: readonly Image[]): Buffer {
  const known = answers.get(images);
  if (known) return known;
  const answer = Buffer.concat(
    images.map((image) => {
      let pixels = pixelsOf(image);
      for (let time = 0; time < times; time++) pixels = smooth(pixels, image);
      return pixels;
    }),
  );
  answers.set(images, answer);
  return answer;
}

function check(output: Uint8Array, images: readonly Image[]): void {
  const answer = answerOf(images);
  if (output.length !== answer.length)
    throw new WrongEvidence(`it writes ${output.length} bytes, not ${answer.length}`);
  const place = answer.findIndex((value, i) => value !== output[i]);
  if (place >= 0) throw new WrongEvidence(`byte ${place} of the images is ${output[place]}, not ${answer[place]}`);
}

const race = defineStage<readonly Image[]>({
  name: 'race',
  inputs: makeImages,
  feed,
  command: {
    files: ['main.cpp'],
    build: 'g++ -std=c++17 -O3 -march=native -o blur blur.cpp main.cpp',
    run: './blur',
  },
  score: scoreCommandRace(check),
  timing: { rounds: 11 },
  limits: { milliseconds: 30_000, megabytes: 256, outputBytes: 1 << 20 },
});

export default defineProblem({
  name: 'blur-cpp',
  statement: `
Smooth grey images, fast. blur(image, width, height, times) replaces an image, ${times} times over, by its convolution with the
binomial filter 1 4 6 4 1 in both directions: every pixel becomes (sum + 128) / 256, rounded down, where sum adds up the 25
pixels around it, each times the product of two weights. Beyond the borders the nearest pixel inside counts. Each of the
${times} steps is rounded to whole numbers; every pixel of every image must be exact.

The files are built with g++ -std=c++17 -O3 -march=native, so that vector intrinsics (immintrin.h, arm_neon.h) and vector types
are allowed, and run as a process with one thread. Its CPU time is raced against that of the initial program, run by run and
in turn, on images of up to ${most.join(' x ')} pixels, small ones among them, whose sizes and pixels are unknown beforehand. The score is how many times faster it is.
Good ideas: the filter is the same in both directions, one after the other; borders apart from the middle; 16-bit sums in
vectors; rows of several steps while they are in the cache.
`,
  evaluator: defineEvaluator({
    name: 'blur-cpp',
    interface:
      'blur.cpp, C++17: void blur(std::vector<uint8_t> &image, int width, int height, int times), in place; the image is ' +
      'width * height pixels, row by row; both are 1 or more.',
    stages: [race],
  }),
  initial: ['blur.cpp'],
});
