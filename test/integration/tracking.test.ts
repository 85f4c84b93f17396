import { expect, test } from 'vitest';
import { UsageError } from '../../src/api/errors.ts';
import { Delivery } from '../../src/tracking/delivery.ts';
import { Mlflow, type MlflowEnvironment } from '../../src/tracking/mlflow.ts';
import { FakeMlflow } from '../fixtures/fake-mlflow.ts';

const described = {
  ...{ experiment: "Ann's problem", name: 'mine-1', id: 'mine-1@abc', isResumed: false },
  ...{ params: { seed: '3' }, tags: { 'mlflow.source.name': 'germline' }, figures: {} },
};
const pace = { send: 1, retry: [1], end: 20_000 };

const point = (step: number, score = step) => ({ timestamp: 1000 + step, step, values: { best_score: score } });

function opened(
  address: string,
  options: { readonly isResumed?: boolean; readonly end?: number; readonly environment?: MlflowEnvironment } = {},
) {
  const { isResumed = false, end = pace.end, environment = {} } = options;
  const complaints: string[] = [];
  const server = new Mlflow(address, environment);
  const delivery = new Delivery(server, { ...described, isResumed }, (text) => complaints.push(text), { ...pace, end });
  return { delivery, complaints };
}

test('a run is begun with what it is, its curve arrives, and its end is told', async () => {
  await using server = new FakeMlflow();
  const { delivery, complaints } = opened(await server.start());
  for (let step = 0; step < 500; step++)
    delivery.add(point(step, step === 7 ? Number.NaN : step), { 'germline.best': `#${step}` });
  await delivery.end('FINISHED');
  expect(complaints).toEqual([]);
  expect(server.experiments).toEqual(['Default', "Ann's problem"]);
  expect(server.runs).toMatchObject([{ experiment: '1', name: 'mine-1', status: 'FINISHED' }]);
  expect(Object.fromEntries(server.runs[0]!.params)).toEqual({ seed: '3' });
  const tags = { 'mlflow.source.name': 'germline', 'germline.run': 'mine-1@abc', 'germline.best': '#499' };
  expect(Object.fromEntries(server.runs[0]!.tags)).toEqual(tags);
  const steps = Array.from({ length: 500 }, (_, step) => step).filter((step) => step !== 7);
  expect(server.curve('best_score')).toEqual(steps.map((step) => [step, step]));
});

test('a resumed run goes on in the same one, whose parameters stay, also where a server ignores the filter', async () => {
  await using server = new FakeMlflow();
  const address = await server.start();
  server.experiments.push(described.experiment);
  const other = { experiment: '1', name: 'other', status: 'FINISHED', metrics: new Map(), params: new Map() };
  for (const filters of [true, false]) {
    const first = opened(address);
    first.delivery.add(point(1));
    await first.delivery.end('KILLED');
    server.runs.push({ ...other, tags: new Map([['germline.run', 'other-1@def']]) });
    server.filters = filters;
    const second = opened(address, { isResumed: true });
    second.delivery.add(point(2));
    await second.delivery.end('FINISHED');
    expect([...first.complaints, ...second.complaints]).toEqual([]);
    expect(server.runs.map(({ name, status }) => [name, status])).toEqual([
      ['mine-1', 'FINISHED'],
      ['other', 'FINISHED'],
    ]);
    expect(server.curve('best_score')).toEqual([
      [1, 1],
      [2, 2],
    ]);
    server.runs.splice(0);
  }
});

test('what fails is sent again and arrives once; a server that is down is named once, and so is its return', async () => {
  await using server = new FakeMlflow();
  const { delivery, complaints } = opened(await server.start());
  let calls = 0;
  const failures = [
    { status: 503, body: '<html><b>no upstream</b></html>' },
    { status: 200, body: 'what?' },
  ];
  server.misbehave = () => failures[calls++];
  delivery.add(point(1));
  await expect.poll(() => server.runs[0]?.metrics.size).toBe(1);
  // The answer is lost after the figures were written.
  calls = -1;
  server.misbehave = (path) => (path === 'runs/update' && calls++ < 0 ? { status: 502, body: '' } : undefined);
  delivery.add(point(2));
  await delivery.end('FINISHED');
  const name = expect.stringMatching(/^--mlflow 127\.0\.0\.1:\d+: /);
  expect(complaints[0]).toMatch(/no upstream; the search goes on/);
  expect(complaints[1]).toMatch(/takes figures again$/);
  expect(complaints.slice(0, 2)).toEqual([name, name]);
  expect(server.curve('best_score')).toEqual([
    [1, 1],
    [2, 2],
  ]);
});

test('figures that a server refuses are given up, and others go on', async () => {
  await using server = new FakeMlflow();
  const { delivery, complaints } = opened(await server.start());
  const answer = { status: 400, body: JSON.stringify({ error_code: 'INVALID_STATE', message: 'The run is deleted.' }) };
  let refusals = 0;
  server.misbehave = (path) => (path === 'runs/log-batch' && refusals++ < 1 ? answer : undefined);
  delivery.add(point(1));
  await expect.poll(() => refusals).toBe(1);
  delivery.add(point(2));
  await delivery.end('FINISHED');
  expect(complaints).toEqual([expect.stringMatching(/refuses figures: The run is deleted\.$/)]);
  expect(server.curve('best_score')).toEqual([[2, 2]]);
});

test('a server that never answers, and one that is not there, do not hold up the end', async () => {
  const server = new FakeMlflow();
  const address = await server.start();
  server.misbehave = () => 'hang';
  const hanging = opened(address, { end: 10 });
  hanging.delivery.add(point(1));
  await hanging.delivery.end('FINISHED');
  expect(hanging.complaints).toEqual([
    expect.stringMatching(/no answer in time; /),
    expect.stringMatching(/are missing there: ./),
  ]);
  await server[Symbol.asyncDispose]();
  const absent = opened(address);
  absent.delivery.add(point(1));
  await absent.delivery.end('FINISHED');
  expect(absent.complaints).toEqual([
    expect.stringMatching(/ECONNREFUSED/),
    expect.stringMatching(/are missing there: ./),
  ]);
});

test('secrets come from the environment, and are in no message', async () => {
  await using server = new FakeMlflow();
  const address = `${await server.start()}/team/mlflow/`;
  const basic = Buffer.from('ann:p4ss').toString('base64');
  const cases = [
    [{}, undefined],
    [{ MLFLOW_TRACKING_TOKEN: 'abc123' }, 'Bearer abc123'],
    [
      { MLFLOW_TRACKING_USERNAME: 'ann', MLFLOW_TRACKING_PASSWORD: 'p4ss', MLFLOW_TRACKING_TOKEN: 'x' },
      `Basic ${basic}`,
    ],
  ] as const;
  for (const [environment, sent] of cases) {
    server.authorizations.clear();
    server.misbehave = () => ({ status: 401, body: JSON.stringify({ message: `${sent} is wrong: p4ss, abc123` }) });
    const { delivery, complaints } = opened(address, { environment });
    await delivery.end('FINISHED');
    expect([...server.authorizations]).toEqual([sent]);
    if (sent) expect(complaints.join()).not.toMatch(new RegExp(sent.split(' ')[1]!));
    if (sent?.startsWith('Basic')) expect(complaints.join()).not.toMatch(/p4ss/);
    expect(complaints[0]).toMatch(/is wrong/);
    expect(complaints[0]).not.toMatch(/team/);
  }
  for (const wrong of ['mlruns', 'ftp://there', 'http://ann:p4ss@there']) {
    expect(() => new Mlflow(wrong, {})).toThrow(UsageError);
    expect(() => new Mlflow(wrong, {})).not.toThrow(/p4ss/);
  }
});
