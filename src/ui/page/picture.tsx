import { useState } from 'preact/hooks';

/** The picture that the problem makes of a candidate; nothing where it has none. As an image it cannot run anything. */
export function Picture({ run, number }: { readonly run: number; readonly number: number }) {
  const [missing, setMissing] = useState<string>();
  const address = `/runs/${run}/pictures/${number}`;
  if (missing === address) return null;
  return (
    <img
      class="picture"
      src={address}
      alt={`candidate ${number}, as the problem shows it`}
      onError={() => setMissing(address)}
    />
  );
}
