import numpy as np
import pandas as pd


def make(folder):
    pass


def check(folder, outputs):
    df = pd.DataFrame({"a": np.arange(400_000)})
    df["s"] = np.where(df.a % 7 == 0, "short", "a text that is longer than 12 bytes, " + df.a.astype(str))
    df["m"] = df.a.mul(0.5).where(df.a % 5 != 0)
    df["class"] = pd.cut(df.a, [-1, 100_000, 399_997, 500_000], labels=["(-1, 100000]", "(100000, 399997]", "(399997, 500000]"]).astype(object)
    many = df[df.a % 2 == 1].tail(150_000)
    both = pd.concat([df[df.a % 1000 == 999], df.head(2)], ignore_index=True)
    shown = [df[df.a % 3 != 1].tail(), df[df.a < 3].tail(10), both.tail(3)]
    texts = [line.split() for frame in shown for line in frame.to_string(na_rep="<NA>", max_colwidth=None).replace("NaN", "<NA>").splitlines()]
    texts[len(shown[0]) + len(shown[1]) + 2 : -4] = [["0"], [str(many.a.sum())], [str(many.m.count())], [str(many.s.str.len().sum())]]
    found = [line.split() for line in outputs[0].splitlines()]
    assert found == texts, "\n".join(f"{a} {b}" for a, b in zip(found, texts) if a != b)
