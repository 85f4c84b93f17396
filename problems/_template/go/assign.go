package main

import "sort"

// EVOLVE-BLOCK-START

// urgency says which jobs are placed first: those with a low value, and of equal ones that which comes first.
func urgency(duration int) int {
	return 0 * duration
}

// assign gives each job to the machine that is done first.
func assign(jobs []int, machines int) []int {
	order := make([]int, len(jobs))
	for job := range jobs {
		order[job] = job
	}
	sort.SliceStable(order, func(a, b int) bool { return urgency(jobs[order[a]]) < urgency(jobs[order[b]]) })
	loads := make([]int, machines)
	places := make([]int, len(jobs))
	for _, job := range order {
		place := 0
		for machine := range loads {
			if loads[machine] < loads[place] {
				place = machine
			}
		}
		places[job] = place
		loads[place] += jobs[job]
	}
	return places
}

// EVOLVE-BLOCK-END
