import random

import pyarrow as pa
import pyarrow.parquet as pq


def make(folder):
    random.seed(41)
    rows = {"k": [random.randrange(60) for _ in range(400)], "x": [random.randrange(-500, 500) for _ in range(400)]}
    pq.write_table(pa.table(rows), folder / "rows.parquet", row_group_size=50)
    pq.write_table(pa.table({"k": random.sample(range(70), 45)}), folder / "other.parquet")


def check(folder, outputs):
    assert not any(outputs[1:])
    frames = []
    for line in outputs[0].splitlines():
        if line.split() == ["k", "x", "n"]:
            frames.append([])
        elif line:
            frames[-1].append(tuple(line.split()))
    groups = frames.pop(0)
    assert [row[0] for row in groups] == [str(i) for i in range(60)]
    assert len(frames) == 6
    for some in frames:
        assert 10 < len(some) < 60
        # in the order of all groups, too
        rest = iter(groups)
        for row in some:
            assert row in rest, f"{row} is not among the groups, or earlier"
