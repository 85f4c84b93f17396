// Reads instances, a line each, and prints the machine of every job.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var numbers []int
		for _, word := range strings.Fields(lines.Text()) {
			number, _ := strconv.Atoi(word)
			numbers = append(numbers, number)
		}
		fmt.Println(strings.Trim(fmt.Sprint(assign(numbers[1:], numbers[0])), "[]"))
	}
}
