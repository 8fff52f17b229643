import pandas as pd

import oracle


def expected(folder):
    t, f, n = True, False, None
    df = pd.DataFrame({"a": [t, t, t, f, f, f, n, n, n], "b": [t, f, n, t, f, n, t, f, n]}, dtype="bool[pyarrow]")
    df["and"] = df["a"] & df["b"]
    df["or"] = df["a"] | df["b"]
    df["not"] = ~df["a"]
    df["same"] = df["a"] == df["b"]
    return oracle.shown(df) + "5\n1\n"
