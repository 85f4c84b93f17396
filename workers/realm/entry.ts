import { recordFreezing } from './freezing.ts';
import { prepareRealm } from './inside.ts';

/** The functions that the text of a realm offers to the thread: see `bundle-realm.ts`. */
export default { prepareRealm, recordFreezing };
