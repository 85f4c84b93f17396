import { expect, test } from 'vitest';
import type { Attempt } from '../../src/api/attempt.ts';
import { IslandPopulation } from '../../src/population/island-population.ts';
import type { Reader } from '../../src/record/git-reader.ts';
import { noNotes } from '../../src/record/notes.ts';
import type { MachinesNow } from '../../src/ui/protocol.ts';
import { renderMetrics } from '../../src/ui/server/metrics.ts';
import { Observed } from '../../src/ui/server/observed.ts';
import { Pacer } from '../../src/ui/server/pace.ts';
import { anAttempt, anAudit, anInitial, aReflection, aRefusal, aScore, someFacts } from '../factory.ts';

function observed(attempts: readonly Attempt[], name = 'one', machines?: MachinesNow): Observed {
  const migration = { topology: 'ring', interval: 50 } as const;
  const population = new IslandPopulation({
    direction: 'max',
    islands: 2,
    migration,
    restart: 250,
    descriptors: [],
    explore: 0.2,
    inspirations: 2,
    elites: 8,
  });
  const reader = { facts: someFacts(), notes: async () => noNotes } as Partial<Reader> as Reader;
  const run = new Observed({
    id: 0,
    name,
    reader,
    population,
    known: undefined,
    missing: undefined,
    isRunning: async () => true,
    machines,
  });
  run.take({ entries: attempts.map((attempt) => ({ attempt, commit: undefined })), journal: 'j' });
  return run;
}

const first = anInitial({ islands: [0, 1], outcome: aScore(1) });

test('where a run stands: the best, islands, outcomes, reasons, audits', () => {
  const { summary, rows } = observed([
    first,
    anAttempt({ number: 1, at: 1000, drawn: { island: 1 }, outcome: aScore(3) }),
    anAttempt({ number: 2, at: 2000, outcome: aRefusal('duplicate', 'again') }),
    anAttempt({ number: 3, at: 3000, drawn: { island: 1 }, outcome: aScore(4) }),
    anAudit({ number: 4, at: 4000, candidate: 3, verdict: { status: 'refuted', metrics: {}, feedback: 'no' } }),
    aReflection({ number: 5, at: 5000 }),
  ]);
  expect(summary.attempts).toBe(3);
  expect(summary.champion).toEqual({ number: 1, score: 3, audited: false });
  expect(summary.islands.map(({ steps }) => steps.map(({ score }) => score))).toEqual([[1], [1, 3, 4, 3]]);
  expect(summary.outcomes).toEqual({ new: 0, improved: 2, rejected: 0, refused: 1, failed: 0 });
  expect(summary.reasons).toEqual([
    { status: 'refused', reason: 'duplicate', count: 1, example: { attempt: 2, feedback: 'again' } },
  ]);
  expect(summary.audits).toEqual({ confirmed: 0, refuted: 1 });
  expect(summary.notices.join(' ')).toContain('refuted 1 winner');
  expect(rows.map(({ champion = false }) => champion)).toEqual([true, true, false, true, false, false]);
  expect(rows.slice(4)).toMatchObject([{ candidate: 3, status: 'refuted' }, { status: 'remembered' }]);
});

test('notices: models whose calls fail, a run that stagnates, a sandbox that lacks a layer', () => {
  const failure = { kind: 'down', message: 'connection refused' };
  const exchanges = [{ prompt: 'p', answer: '', failure, tokens: { prompt: 1, answer: 0 } }];
  const failing = [1, 2, 3].map((number) =>
    anAttempt({ number, proposal: { model: 'm', exchanges }, outcome: aScore(0) }),
  );
  const { notices } = observed([first, ...failing]).summary;
  expect(notices).toContain('The last 3 calls of the model m failed: connection refused');
  expect(notices.some((notice) => notice.includes('no layer of the operating system'))).toBe(true);
  const answered = [{ prompt: 'p', answer: 'a', tokens: { prompt: 1, answer: 1 } }];
  const better = anAttempt({ number: 4, proposal: { model: 'm', exchanges: answered } });
  expect(observed([first, ...failing, better]).summary.notices.join()).not.toContain('failed');
  const long = Array.from({ length: 600 }, (_, index) => anAttempt({ number: index + 1, outcome: aScore(0) }));
  const stagnant = observed([first, ...long]).summary.notices;
  expect(stagnant).toContain('No better program for 600 of 601 attempts.');
  expect(stagnant).toContain('Restarted 2 stagnated islands.');
});

test('the ideas of models, the best first, with what each model is worth', () => {
  const idea = (number: number, score: number) =>
    anAttempt({ number, proposal: { model: 'm', summary: `idea ${number}\u001b[2J` }, outcome: aScore(score) });
  const ideas = Array.from({ length: 40 }, (_, index) => idea(index + 1, index + 2));
  const { best, count, models } = observed([first, ...ideas]).summary.ideas;
  expect([count, best.length, best[0]?.attempt, best[29]?.attempt]).toEqual([40, 30, 40, 11]);
  expect(best[0]?.summary).not.toContain('\u001b');
  expect(models).toMatchObject([{ model: 'm', ideas: 40, champions: 40 }]);
  expect(observed([first]).summary.ideas).toEqual({ best: [], count: 0, models: [] });
});

test('news wakes every waiting reader', async () => {
  const run = observed([first]);
  const { news } = run;
  await run.look();
  await news;
  expect(run.summary.running).toBe(true);
  run.lose('the disk is gone');
  expect(run.summary.notices[0]).toBe('the disk is gone');
});

test('the pace is that of the last half minute of the run', () => {
  const pacer = new Pacer();
  const at = (milliseconds: number) => anAttempt({ at: milliseconds, cost: { propose: 100, evaluate: 500 } });
  for (const moment of [0, 1000, 100_000, 101_000, 102_000]) pacer.tell({ attempt: at(moment) });
  expect(pacer.pace).toEqual({ attemptsPerSecond: 1, tokensPerSecond: 0, proposing: 0.1, evaluating: 0.5 });
  expect(new Pacer().pace.attemptsPerSecond).toBe(0);
});

test('metrics of several runs, with names that need escaping', () => {
  const runs = [observed([first], 'a "b" \\ c'), observed([first], 'two')];
  const text = renderMetrics(runs.map((run) => [run.view, run.summary]));
  expect(text).toContain('germline_best_score{run="a \\"b\\" \\\\ c",problem="test"} 1\n');
  expect(text).toContain('germline_best_score{run="two",problem="test"} 1\n');
  expect(text.match(/# TYPE germline_best_score /g)).toHaveLength(1);
});

test('machines: what they did, and what they do as long as the run goes on', async () => {
  const now = {
    all: [
      { name: 'mini-2', state: 'there', slots: 8, busy: 7 },
      { name: 'old', state: 'put aside', slots: 0, busy: 0 },
    ],
    ...{ waiting: 3, resent: 4 },
  } satisfies MachinesNow;
  const machine = 'mini-2';
  const run = observed([first, anAttempt({ outcome: aScore(2, { machine }) })], 'one', now);
  expect(run.summary.machines.now).toBeUndefined();
  await run.look();
  expect(run.summary.machines).toMatchObject({ done: [{ scored: 1 }, { machine, scored: 1 }], now });
  const text = renderMetrics([[run.view, run.summary]]);
  for (const sample of [
    'germline_machines{run="one",problem="test",state="there"} 1',
    'germline_machines{run="one",problem="test",state="gone"} 0',
    'germline_machines{run="one",problem="test",state="put_aside"} 1',
    'germline_machine_slots{run="one",problem="test",machine="mini-2"} 8',
    'germline_machine_busy_slots{run="one",problem="test",machine="mini-2"} 7',
    'germline_machine_evaluations_total{run="one",problem="test",machine="mini-2",outcome="scored"} 1',
    'germline_machine_evaluations_total{run="one",problem="test",machine="",outcome="scored"} 1',
    'germline_queue_waiting_jobs{run="one",problem="test"} 3',
    'germline_queue_resent_jobs_total{run="one",problem="test"} 4',
  ])
    expect(text).toContain(`${sample}\n`);
  const { news } = run;
  now.all = [{ name: 'mini-2', state: 'there', slots: 8, busy: 8 }];
  await run.look();
  await news; // a page hears of it
  expect(run.summary.machines.now?.all[0]?.busy).toBe(8);
});

test('the archives of the past are kept at evenly spaced attempts, however many there are', () => {
  const attempts = Array.from({ length: 1000 }, (_, index) =>
    anAttempt({ number: index + 1, drawn: { island: 1 }, outcome: aScore(index + 2) }),
  );
  const run = observed([first, ...attempts]);
  const { snapshots } = run.summary;
  expect(snapshots.length).toBeLessThanOrEqual(128);
  expect(new Set(snapshots.slice(1).map((at, index) => at - snapshots[index]!)).size).toBe(1);
  const bestAfter = (at: number) => run.archives(at)[1]?.cells[0]?.score;
  const [early = 0, later = 0] = [snapshots[3], snapshots[60]];
  expect([bestAfter(early), bestAfter(later), bestAfter(early + 1)]).toEqual([early + 1, later + 1, early + 1]);
  expect(run.archives(0)).toEqual([]);
});
