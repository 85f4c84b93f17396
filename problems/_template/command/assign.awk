# Each line has a number of machines, then the durations of jobs.
# EVOLVE-BLOCK-START
{
  machines = $1
  for (machine = 0; machine < machines; machine++) load[machine] = 0
  answer = ""
  for (job = 2; job <= NF; job++) {
    place = (job - 2) % machines
    load[place] += $job
    answer = answer place " "
  }
  print answer
}
# EVOLVE-BLOCK-END
