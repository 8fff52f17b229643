def make(folder):
    (folder / "text.parquet").write_text("no Parquet")
