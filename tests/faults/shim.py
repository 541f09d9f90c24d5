# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs under io_shim.c: which of their calls is to fail, and what they did to their files."""
import dataclasses
import os
import pathlib
import struct

# A sanitizer's runtime has to come first.
PRELOAD = ":".join(filter(None, (os.environ.get("HEATREEL_PRELOAD_FIRST"),
                                 os.environ["HEATREEL_IO_SHIM"])))

# As in io_shim.c.
KINDS = ("open", "write", "sync", "reserve", "truncate", "rename", "unlink", "read", "link")
HEADER = struct.Struct("=QQqqQIIIIQ")


def environment(folder, log=None, fail=None):
    """Variables that put a program under the shim. `fail` is RANK:KIND:N:ACTION, see io_shim.c."""
    variables = {"LD_PRELOAD": PRELOAD, "HEATREEL_SHIM_FOLDER": str(pathlib.Path(folder).resolve())}
    if log is not None:
        variables["HEATREEL_SHIM_LOG"] = str(log)
    if fail is not None:
        variables["HEATREEL_SHIM_FAIL"] = fail
    return variables


@dataclasses.dataclass
class Call:
    """One call of one process."""
    begin: int  # nanoseconds of a clock that all processes share
    end: int
    offset: int  # of a write; new size of a truncate
    result: int  # negative: an errno
    inode: int
    kind: str
    injected: bool  # the shim, not the system, decided what came of it
    created: int  # of an open: 1 made the file, 2 emptied it
    path: pathlib.Path
    data: bytes  # of a write
    rank: int
    process: int
    number: int  # among this process's calls of this kind

    @property
    def target(self):
        """Of a rename or link."""
        return pathlib.Path(self.data.decode())


def read_calls(log):
    """All recorded calls of all processes, in the order in which they ended."""
    log = pathlib.Path(log)
    calls = []
    for part in log.parent.glob(log.name + ".*"):
        rank, process = map(int, part.name.rsplit(".", 2)[1:])
        content, at, seen = part.read_bytes(), 0, dict.fromkeys(KINDS, 0)
        while at < len(content):
            (begin, end, offset, result, inode, kind, injected, created, path_bytes,
             data_bytes) = HEADER.unpack_from(content, at)
            at += HEADER.size
            path = content[at:at + path_bytes].decode()
            at += path_bytes
            data = content[at:at + data_bytes]
            at += data_bytes
            name = KINDS[kind]
            calls.append(Call(begin, end, offset, result, inode, name, bool(injected), created,
                              pathlib.Path(path), data, rank, process, seen[name]))
            seen[name] += 1
    return sorted(calls, key=lambda call: call.end)
