def make(folder):
    (folder / "far.csv").write_text("t\n2024-02-29 13:00:00\n9999-12-31 10:00:00\n")
