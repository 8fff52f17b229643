# A recipe for Spack: in a repository of your own, packages/bodocc/package.py.
from spack.package import *


class Bodocc(CMakePackage):
    """Compiles C++ with annotated dataframe functions into MPI programs."""

    homepage = "https://example.org/bodocc"
    git = "https://example.org/bodocc.git"

    license("Apache-2.0")
    version("main", branch="main")

    depends_on("c", type="build")
    depends_on("cxx", type="build")
    depends_on("cmake@3.25:", type="build")
    depends_on("ninja", type="build")
    # bodocc runs Clang's and the MPI library's compilers, and programs are built with these headers and libraries
    depends_on("llvm@19 +clang +llvm_dylib +link_llvm_dylib", type=("build", "link", "run"))
    depends_on("mpi", type=("build", "link", "run"))
    depends_on("fmt@9:", type=("build", "link", "run"))
    depends_on("arrow +parquet +csv +json +compute +snappy +zstd +lz4 +brotli +zlib +orc", type=("build", "link"))
    depends_on("eigen@3.4:", type="build")
    depends_on("re2")
    depends_on("utf8proc")
    depends_on("xxhash")

    generator("ninja")

    def cmake_args(self):
        return [self.define("BODOCC_TESTS", False)]
