import oracle

first = {}


def check(folder, outputs):
    order = oracle.read(folder / "order")["k"].to_pylist()
    assert sorted(order) == list(range(1000))
    assert first.setdefault("order", order) == order, "the order of groups depends on the run"
