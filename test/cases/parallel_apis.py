def block(n, rank, ranks):
    begin = rank * (n // ranks) + min(rank, n % ranks)
    return begin, list(range(begin, begin + n // ranks + (rank < n % ranks)))


def check(folder, outputs):
    ranks = len(outputs)
    for rank, text in enumerate(outputs):
        begin, mine = block(5, rank, ranks)

        def join(values, by=" "):
            return by.join(map(str, values))

        expected = [
            f"scalars {join(10 * r for r in range(ranks))} {ranks if rank == 0 else 0}",
            f"texts {join(('x' * r for r in range(ranks)), ',')}",
            f"vectors {join(r for r in range(ranks) for _ in range(r))}",
            f"mine {join(v + 1 for v in mine)}",
            "root's 7 zero",
            "all 0 1 2 3 4 false 5",
            f"last rank's {'0 1 2 3 4' if rank == ranks - 1 else ''} of 5",
            f"blocks {join(mine)} from {begin}",
            f"even {join(mine)}",
            "shuffled 5 10",
            "everyone's 5",
        ]
        found = text.split("\n")[:-1]
        assert found == expected, f"rank {rank} of {ranks} prints {found}, not {expected}"
