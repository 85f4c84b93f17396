# EVOLVE-BLOCK-START
def priority(vector, n):
    """The priority of a vector of n numbers 0, 1, 2: the highest for vectors with a quarter of zeros."""
    zeros = 0
    for i in range(n):
        if vector[i] == 0:
            zeros += 1
    return -abs(zeros - n / 4)
# EVOLVE-BLOCK-END
