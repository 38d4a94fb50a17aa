# python3 click-house-node.py LIBCHDB ARGUMENT...
#
# `clickhouse local`, as the library of chDB has it. That one can listen for clients and for other servers, which an embedded connection cannot. It needs
# the stack of an ordinary thread, which foreign function calls from Node do not give it.
import ctypes
import sys

library = ctypes.CDLL(sys.argv[1])
library.chdb_query_cmdline.restype = ctypes.c_void_p
library.chdb_result_error.argtypes = [ctypes.c_void_p]
library.chdb_result_error.restype = ctypes.c_char_p

arguments = [b"clickhouse-local", *(argument.encode() for argument in sys.argv[2:])]
result = library.chdb_query_cmdline(len(arguments), (ctypes.c_char_p * (len(arguments) + 1))(*arguments, None))
error = library.chdb_result_error(result)
sys.exit(None if error is None else error.decode(errors="replace"))
