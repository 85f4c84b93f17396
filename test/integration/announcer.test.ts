import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UsageError } from '../../src/api/errors.ts';
import { Announcer } from '../../src/report/announcer.ts';
import { anAttempt, aScore, nothing, rise } from '../factory.ts';
import { readJsonLines } from '../fixtures/json-lines.ts';
import { scratch } from '../scratch.ts';

test('a command that names nothing is wrong use, and so is an address that cannot be read', () => {
  expect(() => new Announcer(' ', () => {})).toThrow(/names no program/);
  expect(() => new Announcer('http://', () => {})).toThrow(UsageError);
});

/** A command that adds what it is told to a file. */
function teller(
  body = "let said = ''; for await (const part of process.stdin) said += part; appendFileSync('told', said);",
) {
  const folder = scratch();
  const script = join(folder, 'tell me.mjs');
  const told = join(folder, 'told');
  writeFileSync(script, `import { appendFileSync } from 'node:fs';\n${body.replace("'told'", JSON.stringify(told))}`);
  return { command: `'${process.execPath}' "${script}"`, told };
}

test('the command is told the latest champion and the end', async () => {
  const { command, told } = teller();
  const complaints: string[] = [];
  const informed = new Announcer(command, (text) => complaints.push(text));
  for (const number of [1, 2, 3]) informed.attempted(anAttempt({ number, outcome: aScore(number) }), rise);
  informed.attempted(anAttempt({ number: 4, outcome: aScore(0) }), nothing);
  await informed.end({ event: 'ended', attempts: 4 });
  const events = readJsonLines(told);
  expect(events[0]).toMatchObject({ event: 'champion', attempt: 1, score: 1 });
  expect(events.at(-2)).toMatchObject({ event: 'champion', attempt: 3, score: 3 });
  expect(events.at(-1)).toEqual({ event: 'ended', attempts: 4 });
  expect(events).toHaveLength(3); // the second came and went while the first was told
  expect(complaints).toEqual([]);
});

test('a command that fails is named once, and one that is not there does no harm', async () => {
  const { command } = teller("console.error('no mail today'); process.exit(3)");
  for (const [text, why] of [
    [command, /exit code 3 no mail today/],
    ['/no/such/program', /ENOENT/],
    ["'/no such/program' and more", /^--on-champion \/no such\/program: .*ENOENT/],
  ] as const) {
    const complaints: string[] = [];
    const failing = new Announcer(text, (complaint) => complaints.push(complaint));
    failing.attempted(anAttempt({ outcome: aScore(1) }), rise);
    await failing.end({ event: 'ended' });
    expect(complaints).toEqual([expect.stringMatching(why)]);
  }
});

test('a webhook gets each event with a sentence, and a server that refuses is named once, without its address', async () => {
  const bodies: Record<string, unknown>[] = [];
  let status = 200;
  const server = createServer(async (request, response) => {
    bodies.push(JSON.parse(await new Response(request as never).text()));
    response.writeHead(status).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-token`;
  const complaints: string[] = [];
  const announcer = new Announcer(address, (text) => complaints.push(text));
  announcer.attempted(anAttempt({ number: 7, outcome: aScore(3), proposal: { summary: 'a change' } }), rise);
  await announcer.end({ event: 'ended', population: 'mine-1', attempts: 9 });
  const ended = 'The run mine-1 has ended after 9 attempts.';
  const best = 'New best 3 at attempt 7: a change';
  expect(bodies[0]).toMatchObject({ event: 'champion', attempt: 7, score: 3, text: best, content: best });
  expect(bodies[1]).toEqual({ event: 'ended', population: 'mine-1', attempts: 9, text: ended, content: ended });
  expect(complaints).toEqual([]);

  status = 500;
  for (const number of [8, 9]) await announcer.end({ event: 'ended', population: 'mine-1', attempts: number });
  expect(complaints).toEqual([expect.stringMatching(/^--on-champion 127\.0\.0\.1:\d+: it answers with status 500$/)]);
  server.close();
  await once(server, 'close');
  await announcer.end({ event: 'failed', population: 'mine-1', message: 'the disk is full' });
  expect(complaints[1]).toMatch(/ECONNREFUSED|closed/);
});
