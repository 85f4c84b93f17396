/** How a shell starts this program again: in a checkout, npx does. */
export const ownName = () => (process.env.npm_command === 'exec' ? 'npx germline' : 'germline');
