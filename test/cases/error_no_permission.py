def make(folder):
    # a file stands where a folder would have to be (root may write everywhere else)
    (folder / "file").write_text("")
