// Reads graphs and prints a line of colours for each. A graph is its number of vertices and edges, then the ends of each edge.
package main

import (
	"bufio"
	"fmt"
	"os"
)

func readGraph(in *bufio.Reader) ([][]int, bool) {
	var vertices, edges int
	if _, err := fmt.Fscan(in, &vertices, &edges); err != nil {
		return nil, false
	}
	neighbours := make([][]int, vertices)
	for range edges {
		var a, b int
		fmt.Fscan(in, &a, &b)
		neighbours[a] = append(neighbours[a], b)
		neighbours[b] = append(neighbours[b], a)
	}
	return neighbours, true
}

func main() {
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for {
		neighbours, ok := readGraph(in)
		if !ok {
			return
		}
		for _, c := range colour(neighbours) {
			fmt.Fprint(out, c, " ")
		}
		fmt.Fprintln(out)
	}
}
