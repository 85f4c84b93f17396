/**
 * Records a real run in a terminal as a moving picture, docs/images/run.svg: node bench/recording.ts [seconds]
 * Needs `script` of util-linux. The picture shows the run sped up, and then what it changed.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import xterm, { type IBufferCell, type IBufferLine, type Terminal } from '@xterm/headless';
import { type Markup, markup } from '../src/report/markup.ts';

const seconds = Number(process.argv[2] ?? 120);
const [columns, rows] = [96, 25];
/** Seconds of the picture: the run takes as many frames as fit, and the end stays for a while. */
const [moving, standing, perSecond] = [10, 6, 3];
/** Pixels. */
const [width, height, size, margin] = [8.4, 18, 14, 14];
/** Colours of a terminal, by their number there. */
const palette = ['#8b949e', '#ff7b72', '#7ee787', '#d29922', '#79c0ff', '#d2a8ff', '#56d4dd', '#e6edf3'];

const folder = mkdtempSync(join(tmpdir(), 'germline-recording-'));
const germline = `${process.execPath} ${resolve('src/cli/germline.js')}`;
const name = 'online-bin-packing';
const typed = [`run ${name} --for ${seconds}s --seed 1`, `diff ${name}-1`];
const commands = typed.map((line) => `echo '$ npx germline ${line}'; ${germline} ${line} 2>&1`).join('; ');

const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
const frames: Markup[] = [];
const child = spawn('script', ['-qfec', `stty cols ${columns} rows ${rows}; ${commands}`, '/dev/null'], {
  cwd: folder,
  env: {
    ...process.env,
    COLUMNS: String(columns),
    LINES: String(rows),
    TERM: 'xterm-256color',
    GIT_PAGER: 'cat',
    PAGER: 'cat',
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
child.stdout.on('data', (data: Buffer) => terminal.write(data));
const timer = setInterval(() => frames.push(drawScreen(terminal)), (seconds / moving / perSecond) * 1000);
const code = await new Promise((done) => child.on('close', done));
clearInterval(timer);
await new Promise<void>((done) => terminal.write('', done));
frames.push(drawScreen(terminal));
rmSync(folder, { recursive: true, force: true });
if (code !== 0) throw new Error(`the run ended with exit code ${code}`);
writeFileSync('docs/images/run.svg', picture(frames).text);
console.log(`docs/images/run.svg: ${frames.length} frames`);

/** What the terminal shows, one element for each line. */
function drawScreen({ buffer: { active } }: Terminal): Markup {
  return markup`${Array.from({ length: rows }, (_, row) => drawLine(active.getLine(active.baseY + row), row))}`;
}

function drawLine(line: IBufferLine | undefined, row: number): Markup | undefined {
  const cells = Array.from({ length: columns }, (_, column) => line?.getCell(column));
  const spans = spansOf(cells.filter((cell) => cell !== undefined));
  const y = margin + height * (row + 0.75);
  return spans.length > 0 ? markup`<text x="${margin}" y="${y}" xml:space="preserve">${spans}</text>` : undefined;
}

/** Neighbours of one colour together, without the blanks at the end of a line. */
function spansOf(cells: readonly IBufferCell[]): readonly Markup[] {
  const spans: { colour: string; text: string }[] = [];
  for (const cell of cells) {
    const colour = cell.isFgPalette() ? palette[cell.getFgColor() % 8]! : cell.isDim() ? palette[0]! : palette[7]!;
    const last = spans.at(-1);
    if (last?.colour === colour) last.text += cell.getChars() || ' ';
    else spans.push({ colour, text: cell.getChars() || ' ' });
  }
  while (spans.at(-1)?.text.trim() === '') spans.pop();
  const last = spans.at(-1);
  if (last) last.text = last.text.trimEnd();
  return spans.map(({ colour, text }) => markup`<tspan fill="${colour}">${text}</tspan>`);
}

/** The frames in turn, each while all others are hidden; readers who want no motion see the last one. */
function picture(screens: readonly Markup[]): Markup {
  const total = (screens.length - 1) / perSecond + standing;
  const share = (100 / perSecond / total).toFixed(3);
  const still = ((100 * standing) / total).toFixed(3);
  const groups = screens.map((screen, index) => {
    const isLast = index === screens.length - 1;
    return markup`<g class="${isLast ? 'end' : 'frame'}" style="animation-delay:${(index / perSecond).toFixed(2)}s">${screen}</g>
`;
  });
  const w = 2 * margin + width * columns;
  const h = 2 * margin + height * rows;
  return markup`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" role="img">
<title>A run of germline in a terminal, and what it changed</title>
<style>
text { font: ${size}px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
g { visibility: hidden; animation: ${total.toFixed(2)}s step-end infinite; }
.frame { animation-name: frame; } .end { animation-name: end; }
@keyframes frame { 0% { visibility: visible } ${share}% { visibility: hidden } }
@keyframes end { 0% { visibility: visible } ${still}% { visibility: hidden } }
@media (prefers-reduced-motion: reduce) { g { animation: none } .end { visibility: visible } }
</style>
<rect width="${w}" height="${h}" rx="8" fill="#0d1117"/>
${groups}</svg>
`;
}
