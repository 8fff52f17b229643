def make(folder):
    (folder / "lines.csv").write_text("k;amount\n1;5\n2;10\n1;7\n2;20\n")


def expected(folder):
    return "   k  total\n0  2     30\n1  1     12\n   total\n0     30\n1     12\n2\n" \
           "   k  n\n0  1  2\n1  2  2\n4\n   amount\n0       5\n2\n"
