# SPDX-License-Identifier: GPL-3.0-or-later
"""heatreel as a child process: found, shown while it works, ended in good order."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Sequence
from typing import NamedTuple, TextIO, Union

Path = Union[str, "os.PathLike[str]"]

# A line of heatreel's, but for the progress that it writes into a log.
MESSAGE = re.compile(r"\0*heatreel: (?! *\d+ %)(.*)")
DRAW = re.compile("\r([^\r\n]*)\033\\[K")


class Done(NamedTuple):
    """A process that has ended."""

    returncode: int
    output: bytes
    message: str  # its last message, without "heatreel: "
    interrupted: bool  # by the user


def program(binary: Path | None) -> str:
    """The path of heatreel. FileNotFoundError if there is none."""
    name = os.fspath(binary or os.environ.get("HEATREEL") or "heatreel")
    if path := shutil.which(name):
        return os.path.abspath(path)
    raise FileNotFoundError(f"heatreel: there is no program '{name}' (it is no executable file, here or in PATH) Install "
                            "heatreel, or give its path as binary= or in the environment variable HEATREEL.")


def in_notebook() -> bool:
    return type(sys.stdout).__module__ == "ipykernel.iostream"


def is_watched() -> bool:
    """Whether somebody sees progress."""
    return in_notebook() or sys.stderr.isatty()


class Screen:
    """Shows what heatreel writes to its standard error, but for the last message: an exception may hold it."""

    def __init__(self) -> None:
        # A notebook shows standard error in red, as if something had failed.
        self.file: TextIO = sys.stdout if in_notebook() else sys.stderr
        self.columns = 80 if in_notebook() else shutil.get_terminal_size().columns
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.begun = ""  # a line without its end
        self.held = ""  # the last message
        self.everything = ""

    def show(self, piece: bytes) -> None:
        text = self.decoder.decode(piece)
        self.everything += text
        *lines, self.begun = (self.begun + text).split("\n")
        for line in lines:
            if MESSAGE.match(line):
                self.release()
                self.held = line + "\n"
            else:
                self.write(line + "\n")
        if self.begun.startswith("\r"):  # the bar is drawn again and again in one line
            self.write(self.begun)
            self.begun = ""

    def release(self) -> None:
        self.write(self.held)
        self.held = ""

    def write(self, text: str) -> None:
        if in_notebook():  # which cannot clear a line's rest
            text = DRAW.sub(lambda draw: "\r" + draw[1].ljust(self.columns - 1), text)
        self.file.write(text.replace("\r\n", "\n"))
        self.file.flush()

    def message(self) -> str:
        """The last message; where heatreel has said nothing, all that others have (mpirun, the loader)."""
        match = MESSAGE.match(self.held)
        return match[1].strip() if match else self.everything.strip()


def read(terminal: int, screen: Screen) -> bool:
    """Shows what comes; False at the end."""
    try:
        piece = os.read(terminal, 1 << 16)
    except OSError:  # how Linux reports that nobody has the terminal open any more
        return False
    screen.show(piece)
    return bool(piece)


def follow(process: subprocess.Popen[bytes], terminal: int, screen: Screen, signals: Sequence[int]) -> bool:
    """Until the process has ended; True if the user interrupted it. The first Ctrl-C sends the first
    signal, and any other one the second."""
    interrupts = 0
    is_open = True
    while is_open or process.poll() is None:
        try:
            if is_open:
                is_open = read(terminal, screen)
            else:
                process.wait()
        except KeyboardInterrupt:
            process.send_signal(signals[min(interrupts, 1)])
            interrupts += 1
    return interrupts > 0


def execute(words: Sequence[str], binary: Path | None, ranks: int | None = None) -> Done:
    """Runs `heatreel WORDS`, under mpirun if a number of ranks is given (or under what the environment
    variable HEATREEL_MPIEXEC names).

    The child has a session and a terminal of its own. So Ctrl-C and a notebook's "interrupt" reach Python
    alone, which passes one signal on; and when Python ends, however that happens, the terminal hangs up,
    and heatreel stops in good order.
    """
    command = [program(binary), *words]
    signals: Sequence[int] = (signal.SIGINT, signal.SIGINT)
    if ranks is not None:
        command = [os.environ.get("HEATREEL_MPIEXEC", "mpirun"), "-n", str(ranks), *command]
        signals = (signal.SIGUSR1, signal.SIGTERM)  # mpirun passes on only the first one
    screen = Screen()
    terminal, childs_end = pty.openpty()
    with tempfile.TemporaryFile() as output, os.fdopen(terminal, "rb"):
        fcntl.ioctl(childs_end, termios.TIOCSWINSZ, struct.pack("HHHH", 24, screen.columns, 0, 0))
        # The terminal that a session's first process opens, to read too, becomes that of the session.
        process = subprocess.Popen(["sh", "-c", 'exec "$@" 2<>"$0"', os.ttyname(childs_end), *command],
                                   stdin=subprocess.DEVNULL, stdout=output, stderr=childs_end, start_new_session=True)
        os.close(childs_end)
        interrupted = follow(process, terminal, screen, signals)
        output.seek(0)
        done = Done(process.returncode, output.read(), screen.message(), interrupted)
    if done.returncode == 0:
        screen.release()
    return done
