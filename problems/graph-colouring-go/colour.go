package main

// EVOLVE-BLOCK-START

// colour gives every vertex of a graph a colour (0, 1, …) that none of its neighbours has, with few colours in all.
func colour(neighbours [][]int) []int {
	colours := make([]int, len(neighbours))
	for vertex := range colours {
		colours[vertex] = -1
	}
	for range neighbours {
		next := -1
		for vertex := range neighbours {
			if colours[vertex] < 0 && (next < 0 || urgency(vertex, neighbours, colours) > urgency(next, neighbours, colours)) {
				next = vertex
			}
		}
		colours[next] = firstFree(neighbours[next], colours)
	}
	return colours
}

// urgency says which vertex comes next: the one with the highest value, the first of equal ones.
func urgency(vertex int, neighbours [][]int, colours []int) int {
	return 1
}

// firstFree is the lowest colour that no neighbour has.
func firstFree(neighbours []int, colours []int) int {
	used := make([]bool, len(neighbours)+1)
	for _, other := range neighbours {
		if colours[other] >= 0 && colours[other] < len(used) {
			used[colours[other]] = true
		}
	}
	for free := range used {
		if !used[free] {
			return free
		}
	}
	return len(used)
}

// EVOLVE-BLOCK-END
