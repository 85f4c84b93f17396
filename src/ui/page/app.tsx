import { useEffect, useLayoutEffect } from 'preact/hooks';
import type { RunName } from '../protocol.ts';
import { type Address, indexAddress, leaveHome, pages, useAddress, writeAddress } from './address.ts';
import { useAsked } from './asked.ts';
import { IndexPage } from './index-page.tsx';
import { RunFrame } from './run-frame.tsx';
import { ThemeSwitch } from './theme-switch.tsx';

/** The frame of all pages: the choice of run and page, and what is shown. */
export function App() {
  const address = useAddress();
  const asked = useAsked<readonly RunName[]>('/runs', address.kind === 'index');
  if (asked.state === 'asking') return <p class="waiting">Reading …</p>;
  if (asked.state === 'failed') return <p class="waiting">{asked.why}</p>;
  return <Shown names={asked.answer} address={address} />;
}

interface ShownProps {
  readonly names: readonly RunName[];
  readonly address: Address;
}

function Shown({ names, address }: ShownProps) {
  const [only] = names;
  useLayoutEffect(() => {
    if (address.kind === 'home') leaveHome(names.length === 1 && only ? writeAddress(only.id, 'run') : indexAddress);
  }, [address.kind]);
  if (address.kind === 'home') return <p class="waiting">Reading …</p>;
  if (address.kind === 'run' && names.some(({ id }) => id === address.run))
    return <RunFrame names={names} address={address} />;
  return (
    <>
      <header class="top">
        <a href={indexAddress}>all runs</a>
        <ThemeSwitch />
      </header>
      <main>
        {address.kind === 'run' || address.kind === 'unknown' ? <Unknown address={address} /> : <IndexPage />}
      </main>
    </>
  );
}

function Unknown({ address }: Pick<ShownProps, 'address'>) {
  useEffect(() => {
    document.title = 'germline: not found';
  }, []);
  const what = address.kind === 'run' ? `no run ${address.run} here` : 'no such page';
  return (
    <>
      <h1>Not found</h1>
      <p>
        There is {what}. The pages of a run are {pages.join(', ')}. <a href={indexAddress}>Go to all runs.</a>
      </p>
    </>
  );
}
