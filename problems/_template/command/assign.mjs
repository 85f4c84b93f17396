// EVOLVE-BLOCK-START
/** Jobs with a low value are placed first; of equal ones that which comes first. */
function urgency(duration) {
  return 0 * duration;
}

/** Each job goes to the machine that is done first. */
export function assign(jobs, machines) {
  const loads = new Array(machines).fill(0);
  const places = [];
  const order = jobs.map((_, job) => job).sort((a, b) => urgency(jobs[a]) - urgency(jobs[b]));
  for (const job of order) {
    const place = loads.indexOf(Math.min(...loads));
    places[job] = place;
    loads[place] += jobs[job];
  }
  return places;
}
// EVOLVE-BLOCK-END
