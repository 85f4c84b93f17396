import { recordFreezing } from './freezing.ts';
import { prepareRealm } from './inside.ts';

/** What the text that runs inside a realm offers the thread: see `bundle-realm.ts`. */
export default { prepareRealm, recordFreezing };
