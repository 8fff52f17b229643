import pyarrow as pa
import pyarrow.parquet as pq

import oracle

WORDS = ["Straße", "a_b", "xaQby", "日本語", None, "", "ÉCOLE", "a b", "a_b", "longer than twelve characters: caab"]


def make(folder):
    pq.write_table(pa.table({"s": WORDS}), folder / "words.parquet", row_group_size=4)


def of(function):
    return [None if w is None else function(w) for w in WORDS]


def expected(folder):
    import re

    like = re.compile(".*a.b.*", re.S)
    one = pa.table({"s": WORDS, "lower": of(str.lower), "len": of(len), "slice": of(lambda w: w[1:3])})
    two = pa.table({"s": WORDS, "a": of(lambda w: "a" in w), "starts": of(lambda w: w.startswith("Str")),
                    "ends": of(lambda w: w.endswith("e")), "like": of(lambda w: like.fullmatch(w) is not None)})  # fmt: skip
    cat = pa.table({"len": of(len), "cat": of(lambda w: w + "-" + w.lower())})
    return oracle.shown(one) + oracle.shown(cat) + oracle.shown(two) + "1\n"
