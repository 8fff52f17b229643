"""Files in S3: every reader on a bucket of moto, a fake of S3 on this machine; what cannot be read is one clear error."""

import http.server
import os
import socket
import sys
import threading
import unittest
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pyarrow.orc
import pyarrow.parquet as pq
from pyarrow.fs import S3FileSystem

try:
    from moto.server import ThreadedMotoServer
except ImportError as error:
    print(f"skipped: moto's server cannot start: {error}")
    sys.exit(0)

for variable in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[variable]
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

from program_test import ProgramTest  # noqa: E402

PROGRAM = """\
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void parquet(const std::string& path) {
  auto df = bodo::read_parquet(path, bodo::schema({{"n", bodo::int64}, {"price", bodo::float64}, {"name", bodo::string},
                                                   {"tags", bodo::list(bodo::int64)}, {"year", bodo::int64}}),
                               {.filename = "file"});
  auto large = df[df["n"] >= 5000];
  large["tags"] = large["tags"].str().len();
  bodo::print(large.groupby({"year", "name"}, {.sort = true})
                  .agg({{"rows", bodo::size()}, {"price", bodo::sum("price")}, {"tags", bodo::sum("tags")}}));
  bodo::print(df.groupby("file", {.sort = true}).agg({{"rows", bodo::size()}}));
}

void show(const bodo::DataFrame& df) { bodo::print(df); }

[[bodo::jit]] bodo::DataFrame groups(const bodo::DataFrame& df) {
  return bodo::expect(df, bodo::schema({{"n", bodo::int64}, {"name", bodo::string}}))
      .groupby("name", {.sort = true})
      .agg({{"rows", bodo::size()}, {"n", bodo::sum("n")}});
}
[[bodo::jit]] bodo::DataFrame csv(const std::string& path) {
  return groups(bodo::read_csv(path, bodo::schema({{"n", bodo::int64}, {"name", bodo::string}})));
}
[[bodo::jit]] bodo::DataFrame json(const std::string& path) {
  return groups(bodo::read_json(path, bodo::schema({{"n", bodo::int64}, {"name", bodo::string}})));
}
[[bodo::jit]] bodo::DataFrame feather(const std::string& path) {
  return groups(bodo::read_feather(path, bodo::schema({{"n", bodo::int64}, {"name", bodo::string}})));
}
[[bodo::jit]] bodo::DataFrame orc(const std::string& path) {
  return groups(bodo::read_orc(path, bodo::schema({{"n", bodo::int64}, {"name", bodo::string}})));
}
[[bodo::jit]] std::int64_t lines(const std::string& path) { return bodo::read_lines(path)["line"].size(); }

[[bodo::jit]] void write(const std::string& path) {
  bodo::DataFrame df{{"n", bodo::arange(10)}};
  df.to_parquet(path);
}
[[bodo::jit]] void write_csv(const std::string& path) {
  bodo::DataFrame df{{"n", bodo::arange(10)}};
  df.to_csv(path);
}

int main(int, char** argv) {
  const std::string what = argv[1], path = argv[2];
  if (what == "parquet") parquet(path);
  if (what == "csv") bodo::print(csv(path));
  if (what == "json") bodo::print(json(path));
  if (what == "feather") bodo::print(feather(path));
  if (what == "orc") bodo::print(orc(path));
  if (what == "lines") bodo::print(lines(path));
  if (what == "write") write(path);
  if (what == "write_csv") write_csv(path);
  if (what == "verify") bodo::print(bodo::verify(path));
}
"""
SCHEMA = """\
#include <bodo/bodo.h>
[[bodo::jit]] bodo::DataFrame f() { return bodo::%s("%s"); }
int main() { bodo::print(f()); }
"""
ROWS = 20_000
SECRET = "a-secret-that-nobody-sees"


def rows(year: int) -> pd.DataFrame:
    return pd.DataFrame({
        "n": range(ROWS),
        "price": [float((i * 7 + year) % 512) for i in range(ROWS)],
        "name": [["north", "south", 'a "long" name, of two parts'][(i + year) % 3] for i in range(ROWS)],
        "tags": [[1] * (i % 4) for i in range(ROWS)],
    })  # fmt: skip


class Store(http.server.BaseHTTPRequestHandler):
    """A store with one object at every path."""

    text = b"n,name\n" + b"1,north\n" * 3000
    protocol_version = "HTTP/1.1"

    def answer(self, status: int, tag: str, body: bytes, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("ETag", f'"{tag}"')
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class Denies(Store):
    """Lets nobody in."""

    def do_HEAD(self) -> None:
        self.answer(403, "", b"")

    do_GET = do_HEAD


class Busy(Store):
    """Answers each third request."""

    requests = 0

    def do_HEAD(self) -> None:
        Busy.requests += 1
        if Busy.requests % 3 != 0:
            self.answer(503, "", b"")
        elif self.command == "HEAD":
            self.answer(200, "old", b"", len(self.text))
        else:
            begin, end = self.headers["Range"].removeprefix("bytes=").split("-")
            self.answer(206, "old", self.text[int(begin) : int(end) + 1])

    do_GET = do_HEAD


class Replaced(Store):
    """Its object is replaced by another one of the same size when bytes have been read three times."""

    read = 0

    def do_HEAD(self) -> None:
        self.answer(200, "old" if Replaced.read < 3 else "new", b"", len(self.text))

    def do_GET(self) -> None:
        Replaced.read += 1
        begin, end = self.headers["Range"].removeprefix("bytes=").split("-")
        self.answer(206, "old", self.text[int(begin) : int(end) + 1])


class ObjectStore(ProgramTest):
    program = PROGRAM

    @classmethod
    def setUpClass(cls):
        cls.server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        cls.server.start()
        cls.addClassCleanup(cls.server.stop)
        host, port = cls.server.get_host_and_port()
        cls.place = f"{host}:{port}"
        super().setUpClass()
        store = S3FileSystem(access_key="me", secret_key=SECRET, endpoint_override=cls.place, scheme="http",
                             region="us-east-1", allow_bucket_creation=True)  # fmt: skip
        store.create_dir("sales")

        def put(name: str, text: bytes) -> None:
            with store.open_output_stream(f"sales/{name}") as out:
                out.write(text)

        cls.years = {year: rows(year) for year in (2023, 2024)}
        for year, df in cls.years.items():
            pq.write_table(pa.Table.from_pandas(df), f"sales/parquet/year={year}/part.parquet", filesystem=store,
                           row_group_size=3000)  # fmt: skip
            few = df[["n", "name"]]
            for name in (f"{year}.csv", f"_{year}.csv"):
                put(f"csv/{name}", few.to_csv(index=False).encode())
            put(f"json/{year}.json", few.to_json(orient="records", lines=True).encode())
            table = pa.Table.from_pandas(few)
            with store.open_output_stream(f"sales/feather/{year}.feather") as out:
                pa.feather.write_feather(table, out, chunksize=3000)
            with store.open_output_stream(f"sales/orc/{year}.orc") as out:
                pa.orc.write_table(table, out, stripe_size=65536)
        put("csv/2023.csv.gz", cls.years[2023][["n", "name"]].to_csv(index=False).encode())  # the stream compresses it
        put("csv/note.txt", b"no CSV")
        put("what? 100%/[a] + b.txt", b"one\ntwo\n")
        for i in range(40):
            put(f"many/{i:02}.csv", f"n,name\n{i},x\n".encode())

    def settings(self, place: str = "") -> dict[str, str]:
        return {"AWS_ENDPOINT_URL": f"http://{place or self.place}", "AWS_ACCESS_KEY_ID": "me",
                "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_EC2_METADATA_DISABLED": "true"}  # fmt: skip

    def read(self, what: str, path: str, ranks: int = 3, **settings: str):
        return self.job(what, path, ranks=ranks, **self.settings(), **settings)

    def must_fail(self, path: str, message: str, what: str = "csv", place: str = "", **settings: str) -> None:
        ran = self.job(what, path, **self.settings(place) | settings)
        self.assertEqual(ran.returncode, 1, ran.stderr)
        self.assertEqual(ran.stderr.count("error: "), 1, ran.stderr)
        self.assertIn(message, ran.stderr)
        self.assertNotIn(SECRET, ran.stdout + ran.stderr)

    def start(self, handler: type[Store]) -> str:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return f"127.0.0.1:{server.server_port}"

    def test_parquet(self):
        df = pd.concat([df.assign(year=year) for year, df in self.years.items()])
        df = df[df["n"] >= 5000].assign(tags=lambda d: d["tags"].str.len())
        expected = df.groupby(["year", "name"]).agg(rows=("n", "size"), price=("price", "sum"), tags=("tags", "sum"))
        for ranks in (1, 3, 7):
            with self.subTest(ranks=ranks):
                ran = self.read("parquet", "s3://sales/parquet", ranks)
                self.assertEqual(ran.returncode, 0, ran.stderr)
                groups, files = ran.stdout.splitlines()[1:7], ran.stdout.splitlines()[7:]
                self.assertEqual([line.split()[-3:] for line in groups],
                                 [[str(r.rows), str(r.price), str(r.tags)] for r in expected.itertuples()])  # fmt: skip
                self.assertEqual([line.split()[-2] for line in files[1:]],
                                 [f"s3://sales/parquet/year={year}/part.parquet" for year in self.years])  # fmt: skip
        ran = self.read("parquet", "s3://sales/parquet/year=2024", 2)  # nothing says the year
        self.assertIn("there is no column 'year'", ran.stderr)
        ran = self.read("parquet", "s3://sales/parquet/year=*4", 2)
        self.assertEqual(ran.stdout.count("part.parquet"), 1, ran.stderr)

    def test_text_and_arrow(self):
        def expected(*years: int) -> list[list[str]]:
            all_rows = pd.concat([self.years[year] for year in years]).groupby("name").agg(rows=("n", "size"), n=("n", "sum"))
            return [[str(row.rows), str(row.n)] for row in all_rows.itertuples()]

        for what, key, years, ranks in (
            ("csv", "csv/*.csv", (2023, 2024), 4), ("csv", "csv/202[34].csv", (2023, 2024), 1),
            ("csv", "csv/2023.csv.gz", (2023,), 2), ("csv", "csv/_2024.csv", (2024,), 7),
            ("json", "json/", (2023, 2024), 3), ("feather", "feather", (2023, 2024), 3),
            ("orc", "orc/????.orc", (2023, 2024), 3),
        ):  # fmt: skip
            with self.subTest(key=key, ranks=ranks):
                ran = self.read(what, f"s3://sales/{key}", ranks)
                self.assertEqual(ran.returncode, 0, ran.stderr)
                found = [line.split()[-2:] for line in ran.stdout.splitlines()[1:]]
                self.assertEqual(found, expected(*years))

    def test_many(self):
        ran = self.read("csv", "s3://sales/many")
        self.assertEqual(ran.stdout.split()[-3:], ["x", "40", str(39 * 40 // 2)], ran.stderr)

    def test_names(self):
        for path in ("s3://sales/what? 100%/", "s3://sales/what? 100%/[[]a] + b.txt"):
            ran = self.read("lines", path, 2)
            self.assertEqual((ran.returncode, ran.stdout), (0, "2\n"), ran.stderr)

    def test_while_compiling(self):
        def compile_one(read: str, path: str, *options: str):
            (self.folder / "schema.cpp").write_text(SCHEMA % (read, path))
            return self.command(os.environ["BODOCC"], "schema.cpp", *options, **self.settings())

        ran = compile_one("read_parquet", "s3://sales/parquet", "--stop-after=SeparateInternalCalls")
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertIn("[n: int64?, price: float64?, name: string?, tags: list(int64)?, year: int64]", ran.stdout)
        ran = compile_one("read_csv", "s3://sales/csv/2024.csv", "--stop-after=SeparateInternalCalls", "-MD", "-MF", "rule.d")
        self.assertIn("[n: int64?, name: string?]", ran.stdout, ran.stderr)
        ran = compile_one("read_csv", "s3://sales/csv/2024.csv", "-M")
        self.assertEqual((ran.returncode, "s3:" in ran.stdout), (0, False), ran.stderr)
        ran = compile_one("read_csv", "s3://sales/csv/2022.csv")
        self.assertEqual(ran.returncode, 1, ran.stderr)
        self.assertIn("schema.cpp:2:", ran.stderr)
        self.assertIn("cannot be read while compiling: there is no object 's3://sales/csv/2022.csv'", ran.stderr)

    def test_what_is_not_there(self):
        self.must_fail("s3://sales/csv/2022.csv", "there is no object 's3://sales/csv/2022.csv'")
        self.must_fail("s3://sales/csv/*.json", "no object matches 's3://sales/csv/*.json'")
        self.must_fail("s3://nobody/x.csv", "there is no bucket 's3://nobody'")
        self.must_fail("s3://nobody/*.csv", "there is no bucket 's3://nobody'")
        self.must_fail("s3://nobody", "there is no bucket 's3://nobody'")
        self.must_fail("s3:///x.csv", "'s3:///x.csv' names no bucket: a path of S3 is s3://bucket/key")

    def test_replaced(self):
        self.must_fail("s3://sales/x.csv", "'s3://sales/x.csv' has changed", place=self.start(Replaced))

    def test_busy(self):
        ran = self.job("csv", "s3://sales/x.csv", ranks=1, **self.settings(self.start(Busy)))
        self.assertEqual((ran.returncode, ran.stdout.split()[-3:]), (0, ["north", "3000", "3000"]), ran.stderr)

    def test_denied(self):
        self.must_fail("s3://sales/x.csv", "access to 's3://sales/x.csv' is denied", place=self.start(Denies))

    def test_nobody_answers(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.must_fail("s3://sales/x.csv", "cannot read 's3://sales/x.csv': ", place=f"127.0.0.1:{free.getsockname()[1]}")

    def test_other_addresses(self):
        self.must_fail(f"s3://me:{SECRET}@sales/x.csv", "a path of S3 has no credentials: set AWS_ACCESS_KEY_ID")
        self.must_fail("https://example.org/x.csv", "'https://...' cannot be read: a path is one of a local file, or s3://bucket/key")
        self.must_fail("s3://sales/x.csv", "AWS_ENDPOINT_URL is 'here', which does not begin with http", AWS_ENDPOINT_URL="here")

    def test_writing(self):
        self.must_fail("s3://sales/new", "cannot write 's3://sales/new': outputs go to a local disk", "write")
        self.must_fail("s3://sales/new.csv", "cannot write 's3://sales/new.csv': outputs go to a local disk", "write_csv")
        self.must_fail("s3://sales/parquet", "outputs in stores cannot be verified", "verify")

    def test_only_then_loaded(self):
        for path, loads in ((str(self.folder / "local.csv"), False), ("s3://sales/csv/2023.csv", True)):
            (self.folder / "local.csv").write_text("n,name\n1,x\n")
            log = self.folder / f"loaded.{loads}"
            ran = self.read("csv", path, 1, LD_DEBUG="files", LD_DEBUG_OUTPUT=str(log))
            self.assertEqual(ran.returncode, 0, ran.stderr)
            texts = [file.read_text() for file in self.folder.glob(log.name + ".*")]
            self.assertTrue(any("libarrow.so" in text for text in texts))
            self.assertEqual(any("libarrow_s3" in text for text in texts), loads)


if __name__ == "__main__":
    unittest.main()
