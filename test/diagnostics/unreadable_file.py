def make(folder):
    (folder / "text.parquet").write_text("no Parquet")
    for name, time in {"word": "soon", "far": "9999-12-31 10:00:00", "day": "9999-12-31"}.items():
        (folder / f"{name}.csv").write_text(f"t\n2024-02-29\n{time}\n")
