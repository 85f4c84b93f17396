import './control/token.ts'; // before anything reads the address, which may hold the token
import { render } from 'preact';
import { App } from './app.tsx';

render(<App />, document.getElementById('app')!);
