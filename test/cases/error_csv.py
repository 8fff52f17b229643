def make(folder):
    lines = ["a,b"] + [f"{i},{i}" for i in range(2000)]
    lines[1501] = "12,x7"
    (folder / "rows.csv").write_text("\n".join(lines) + "\n")
