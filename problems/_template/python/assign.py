# EVOLVE-BLOCK-START
def assign(jobs, machines):
    """Each job goes to the machine that is done first, short jobs before long ones."""
    loads = [0] * machines
    places = [0] * len(jobs)
    for job in sorted(range(len(jobs)), key=lambda job: jobs[job]):
        place = loads.index(min(loads))
        places[job] = place
        loads[place] += jobs[job]
    return places
# EVOLVE-BLOCK-END
