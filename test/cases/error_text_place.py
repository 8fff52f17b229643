import pyarrow as pa
import pyarrow.parquet as pq


def make(folder):
    (folder / "rows.csv").write_text('s,t\n1,2024-01-01\n"2",12:3\n\nx3,2024-01-01\n')
    days = ["2024-01-01"] * 700 + ["2024-13-01 and more"] + ["2024-01-02"] * 10
    pq.write_table(pa.table({"s": days}), folder / "coded.parquet", row_group_size=300)
    texts = [str(i) for i in range(700)] + ["a plain text that is no number"] + ["5"] * 10
    pq.write_table(pa.table({"s": texts}), folder / "plain.parquet", use_dictionary=False, row_group_size=300)
    (folder / "rows.json").write_text('{"s": "1"}\n{"s": "a text of more than twelve"}\n')
    (folder / "rows.log").write_text("INFO: 1\nINFO: 2\nx: ERROR of the second kind\n")
