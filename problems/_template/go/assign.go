package main

import "sort"

// EVOLVE-BLOCK-START

// assign gives each job to the machine that is done first, short jobs before long ones.
func assign(jobs []int, machines int) []int {
	order := make([]int, len(jobs))
	for job := range jobs {
		order[job] = job
	}
	sort.SliceStable(order, func(a, b int) bool { return jobs[order[a]] < jobs[order[b]] })
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
