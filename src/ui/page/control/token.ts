const key = 'germline-control';

/** The token of control. It comes after `#` in the printed address, which no server is sent, and stays with this tab. */
let token = takeToken();

function takeToken(): string | undefined {
  const [, given] = /^#control=([\w-]+)$/.exec(location.hash) ?? [];
  if (given !== undefined) {
    sessionStorage.setItem(key, given);
    history.replaceState(null, '', location.pathname); // out of the address, which people send to others
  }
  return sessionStorage.getItem(key) ?? undefined;
}

/** Whether the server knows the token; one of an earlier server is forgotten. */
export const mayControl: Promise<boolean> = ask();

async function ask(): Promise<boolean> {
  if (token === undefined) return false;
  const response = await fetch('/control', { headers: headers() }).catch(() => undefined);
  if (response?.ok) return true;
  if (response) sessionStorage.removeItem(key);
  token = undefined;
  return false;
}

function headers(): Record<string, string> {
  return { 'content-type': 'application/json', 'x-germline-control': token ?? '' };
}

/** Has a run do something; resolves to the answer. @throws {Error} with the reason, if it is not done. */
export async function send<Answer>(run: number, what: string, body: object = {}): Promise<Answer> {
  const init = { method: 'POST', headers: headers(), body: JSON.stringify(body) };
  const response = await fetch(`/control/${run}/${what}`, init).catch(() => {
    throw new Error('The server does not answer.');
  });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Answer;
}
