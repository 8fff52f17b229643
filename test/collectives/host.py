"""Runs functions of a library on each rank: host.py LIBRARY NUMBER... Rank 0 says what each has found."""

import ctypes
import json
import os
import sys

library = ctypes.CDLL(sys.argv[1], mode=ctypes.RTLD_GLOBAL)
message = ctypes.create_string_buffer(8192)
isFirst = os.environ["OMPI_COMM_WORLD_RANK"] == "0"
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what they print
for number in map(int, sys.argv[2:]):
    message.value = b""
    library.run(number, message, len(message))
    if isFirst:
        print(json.dumps({"number": number, "message": message.value.decode(errors="replace")}), file=sys.stderr, flush=True)
if isFirst:
    print("end", file=sys.stderr, flush=True)
