# SPDX-License-Identifier: GPL-3.0-or-later
"""What a disk may hold after the power failed in the middle of recorded calls.

The model is meant to be harsher than a real system:
- A write is safe once a sync of its file by the same process has begun after it and has ended: a
  sync does not speak for other processes, as on a parallel file system whose clients buffer.
- Of other writes, each page of 4 KiB holds, for each process, a random number of that process's
  first writes to the page: pages reach the disk in any order, alone.
- Sizes and names follow as journalling file systems have it: a random number of the first changes,
  but those at least that a sync of the file (sizes) or of the folder (names) covers.
"""
import collections

PAGE = 4096


class Recording:
    """Calls of all processes on the files of one folder, and what the folder held before."""

    def __init__(self, folder, calls, before=None):
        self.folder = folder.resolve()
        self.calls = [call for call in calls if call.result >= 0]
        self.before = before or {}  # name: bytes
        self.moments = sorted({moment for call in self.calls
                               for moment in (call.begin, (call.begin + call.end) // 2, call.end)})
        self.syncs = collections.defaultdict(list)  # inode of a file, or the folder: syncs
        for call in self.calls:
            if call.kind == "sync":
                key = "folder" if call.path == self.folder else call.inode
                self.syncs[key].append(call)

    def processes(self):
        return {call.process for call in self.calls if call.kind == "write"}

    def state(self, random, moment=None):
        """({name: bytes}, moment): the folder after a loss of power at a random moment."""
        moment = random.choice(self.moments) if moment is None else moment
        begun = [call for call in self.calls if call.begin <= moment]
        names = self._names(begun, moment, random)
        files = {name: content if isinstance(content, bytes)
                 else self._content(content, begun, moment, random)
                 for name, content in names.items()}
        return files, moment

    def _is_safe(self, call, key, moment, by_anyone=False):
        return any(sync.begin >= call.end and sync.end <= moment and
                   (by_anyone or sync.process == call.process) for sync in self.syncs[key])

    def _kept_prefix(self, changes, is_safe, random):
        """The first of `changes`, those that are safe at least."""
        least = max((n + 1 for n, change in enumerate(changes) if is_safe(change)), default=0)
        return changes[:random.randint(least, len(changes))]

    def _names(self, begun, moment, random):
        """{name: what the folder held before, or the inode and birth of a recorded file}"""
        changes = [call for call in begun if call.path.parent == self.folder and
                   (call.kind in ("rename", "unlink", "link") or call.created == 1)]
        kept = self._kept_prefix(
            changes, lambda call: self._is_safe(call, "folder", moment, by_anyone=True), random)
        names = dict(self.before)
        for call in kept:
            if call.kind == "open":
                names[call.path.name] = (call.inode, call.begin)
            elif call.kind == "unlink":
                names.pop(call.path.name, None)
            elif call.kind == "link":
                names[call.target.name] = names[call.path.name]
            else:
                names[call.target.name] = names.pop(call.path.name)
        return names

    def _content(self, file, begun, moment, random):
        inode, birth = file
        calls = [call for call in begun if call.inode == inode and call.begin >= birth]
        content = bytearray()
        for offset, data in self._kept_writes(calls, inode, moment, random):
            content.extend(bytes(max(0, offset + len(data) - len(content))))
            content[offset:offset + len(data)] = data
        size = self._size(calls, inode, moment, random)
        return bytes(content[:size]) + bytes(max(0, size - len(content)))

    def _kept_writes(self, calls, inode, moment, random):
        """[(offset, bytes)] in the order of time."""
        kept, unsafe = [], collections.defaultdict(list)
        for order, call in enumerate(calls):
            if call.kind != "write":
                continue
            if self._is_safe(call, inode, moment):
                kept.append((order, call.offset, call.data))
                continue
            at, end = call.offset, call.offset + len(call.data)
            while at < end:
                stop = min(end, (at // PAGE + 1) * PAGE)
                part = call.data[at - call.offset:stop - call.offset]
                unsafe[at // PAGE, call.process].append((order, at, part))
                at = stop
        for key in sorted(unsafe):
            kept += unsafe[key][:random.randint(0, len(unsafe[key]))]
        return [(offset, data) for _, offset, data in sorted(kept, key=lambda one: one[0])]

    def _size(self, calls, inode, moment, random):
        changes = [call for call in calls
                   if call.kind in ("write", "truncate", "reserve") or call.created == 2]
        size = 0
        for call in self._kept_prefix(
                changes, lambda call: self._is_safe(call, inode, moment), random):
            if call.kind == "open":
                size = 0
            elif call.kind == "truncate":
                size = call.offset
            else:
                size = max(size, call.offset + len(call.data))
        return size
