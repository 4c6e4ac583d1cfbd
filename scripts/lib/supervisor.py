# SPDX-License-Identifier: GPL-2.0
"""One run of a guest: starts QEMU, carries bytes and status, watches the console, gives the verdict."""

import fcntl
import json
import os
import re
import secrets
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import termios
import time
import tty
from pathlib import Path

import console
import guest
from repo import BUILD, ROOT, say

TIMEOUT, FAILED = 124, 125
PAUSE = re.compile(r"pause (stop|freeze) (\d+)$")
GRACE = 60  # seconds that a run has left once the guest's kernel complained
KEEP_LOGS = 60
GDB_HELP = """gdb: in another terminal
  gdb {kernel}/vmlinux -ex 'target remote :{port}'
then, natively:  hbreak start_kernel   and   continue   (nokaslr is set: addresses are those of vmlinux)
under Xen the guest kernel is mapped at the same link addresses once Xen has built dom0:
  hbreak xen_start_kernel   and   continue
  breakpoints in Xen itself: add-symbol-file xen-syms (package xen-hypervisor-4.17-amd64-dbg), text at 0xffff82d040200000
  a PV guest that dies without a word: hbreak in xen_asm_exc_page_fault, or look for (XEN) lines in
  {log}"""


class Stream:
    """Bytes of one port up to the run's mark, passed on as they come."""

    def __init__(self, file, mark):
        self.file, self.mark, self.held, self.ended = file, mark, b"", False

    def feed(self, data):
        if self.ended:
            return
        self.held += data
        at = self.held.find(self.mark)
        if at >= 0:
            self.emit(self.held[:at])
            self.held, self.ended = b"", True
            return
        keep = next((n for n in range(min(len(self.mark) - 1, len(self.held)), 0, -1)
                     if self.held.endswith(self.mark[:n])), 0)
        self.emit(self.held[:len(self.held) - keep])
        self.held = self.held[len(self.held) - keep:]

    def close(self):
        if not self.ended:
            self.emit(self.held)
            self.ended = True

    def emit(self, data):
        if data:
            self.file.write(data)
            self.file.flush()


class Run:
    """State of one guest run; run() returns its exit status."""

    def __init__(self, options, kind):
        self.options, self.kind = options, kind
        self.interactive = sys.stdin.isatty() and sys.stdout.isatty()
        self.mark = f"<end {secrets.token_hex(16)}>".encode()
        self.log = BUILD / "vm" / f"{options.name}.console.log"
        self.status = None
        self.ports = {}
        self.shown = 0
        self.next_look, self.broken = 0.0, False
        self.machine = None
        self.selector = selectors.DefaultSelector()
        self.streams = {"out": Stream(sys.stdout.buffer, self.mark),
                        "err": Stream(sys.stderr.buffer, self.mark)}

    def run(self):
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.log.unlink(missing_ok=True)
        prune(self.log.parent)
        directory = Path(tempfile.mkdtemp(prefix="run.", dir=self.log.parent))
        here = os.getcwd()
        try:
            os.chdir(directory)
            return self.supervise(directory)
        finally:
            os.chdir(here)
            shutil.rmtree(directory, ignore_errors=True)

    # --- start -------------------------------------------------------------------------------

    def settings(self):
        size = shutil.get_terminal_size()
        kernel = self.options.kernel
        return {"VM_DIR": str(ROOT), "VM_TOOLS": str(BUILD / "tools"), "VM_KIND": self.kind, "VM_KERNEL": kernel,
                "VM_MARK": self.mark.decode(), "VM_TTY": "1" if self.interactive else "",
                "VM_TERM": os.environ.get("TERM", "dumb"),
                "VM_ROWS": str(size.lines), "VM_COLS": str(size.columns)}

    def supervise(self, directory):
        Path("initramfs").write_bytes(guest.initramfs(self.settings(), self.options.command))
        words = guest.qemu(self.options, self.log, self.interactive)
        self.listen(["status", "tty"] if self.interactive else ["status", "out", "err"])
        if self.options.gdb:
            say(GDB_HELP.format(kernel=self.options.kernel, port=self.options.gdb_port, log=self.log))
        with open("qemu.log", "wb") as errors:
            self.machine = subprocess.Popen(words, cwd=directory, stdin=subprocess.DEVNULL, stdout=errors,
                                            stderr=errors, start_new_session=True)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        try:
            ended = self.loop(self.machine)
        finally:
            self.machine.kill()
            self.machine.wait()
        return self.verdict(ended, Path("qemu.log").read_text(errors="replace"))

    def listen(self, names):
        for name in names:
            sock = socket.socket(socket.AF_UNIX)
            sock.bind(f"{name}.sock")
            sock.listen(1)
            self.selector.register(sock, selectors.EVENT_READ, (self.accept, name))

    def accept(self, listener, name):
        connection, _ = listener.accept()
        self.ports[name] = connection
        handler = {"status": self.on_status, "tty": self.on_tty}.get(name, self.on_output)
        self.selector.register(connection, selectors.EVENT_READ, (handler, name))

    # --- the run -----------------------------------------------------------------------------

    def loop(self, machine):
        """Until the command ended and its output is here, the machine died, or time is up."""
        limit = None if self.options.gdb else time.monotonic() + self.options.timeout
        saved = self.raw_terminal() if self.interactive else None
        try:
            while not self.complete():
                for key, _ in self.selector.select(0.2):
                    key.data[0](key.fileobj, key.data[1])
                self.watch()
                limit = self.shorten(limit)
                if machine.poll() is not None:
                    self.drain()
                    return "ended" if self.complete() else "died"
                if limit and time.monotonic() > limit:
                    self.drain()
                    return "timeout"
            self.settle(machine)
            return "ended"
        finally:
            if saved:
                termios.tcsetattr(0, termios.TCSADRAIN, saved)

    def shorten(self, limit):
        """A guest that is broken need not use up its time; looks once a second."""
        now = time.monotonic()
        if limit is None or self.options.expect_oops or now < self.next_look:
            return limit
        self.next_look = now + 1
        if self.broken or not console.findings(console.read(self.log)):
            return limit
        self.broken = True
        return min(limit, now + GRACE)

    def complete(self):
        if self.status is None:
            return False
        return self.interactive or all(stream.ended for stream in self.streams.values())

    def drain(self):
        """What the sockets still hold after the machine is gone."""
        for _ in range(1000):
            events = self.selector.select(0)
            if not events:
                break
            for key, _ in events:
                key.data[0](key.fileobj, key.data[1])

    def settle(self, machine):
        """Lets the console catch up with the command's end."""
        for _ in range(50):
            if any("vm: done" in line for line in console.read(self.log)[-60:]):
                break
            if machine.poll() is not None:
                break
            time.sleep(0.1)
        self.watch()

    def receive(self, connection):
        try:
            data = connection.recv(65536)
        except ConnectionError:
            data = b""
        if not data:
            self.selector.unregister(connection)
        return data

    def on_output(self, connection, name):
        data = self.receive(connection)
        if data:
            self.streams[name].feed(data)

    def on_status(self, connection, _name):
        """The guest's last word is the command's status; before that it may ask for a pause."""
        text = self.receive(connection).decode(errors="replace").strip()
        pause = PAUSE.match(text)
        if text.isdigit():
            self.status = int(text)
        elif pause:
            {"stop": self.stop, "freeze": self.freeze}[pause[1]](int(pause[2]))

    def stop(self, seconds):
        """The virtual CPUs stop, and the guest's clocks but for the RTC, as on `virsh suspend`."""
        with socket.socket(socket.AF_UNIX) as monitor, monitor.makefile("rw") as words:
            monitor.connect("monitor.sock")
            for command, wait in (("qmp_capabilities", 0), ("stop", seconds), ("cont", 0)):
                words.write(json.dumps({"execute": command}) + "\n")
                words.flush()
                while "return" not in json.loads(words.readline()):
                    pass
                time.sleep(wait)

    def freeze(self, seconds):
        """Nothing of the machine runs, and all its clocks go on, as on a host without time for it."""
        self.machine.send_signal(signal.SIGSTOP)
        time.sleep(seconds)
        self.machine.send_signal(signal.SIGCONT)

    def on_tty(self, connection, _name):
        sys.stdout.buffer.write(self.receive(connection))
        sys.stdout.buffer.flush()

    def raw_terminal(self):
        saved = termios.tcgetattr(0)
        tty.setraw(0)
        fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) & ~os.O_NONBLOCK)
        self.selector.register(0, selectors.EVENT_READ, (self.on_key, "tty"))
        return saved

    def on_key(self, _fd, name):
        data = os.read(0, 1024)
        if name in self.ports:
            self.ports[name].sendall(data)

    def watch(self):
        """With --verbose, passes the console on to stderr."""
        if not self.options.verbose:
            return
        text = self.log.read_bytes() if self.log.exists() else b""
        sys.stderr.buffer.write(text[self.shown:])
        sys.stderr.flush()
        self.shown = len(text)

    # --- the end -----------------------------------------------------------------------------

    def verdict(self, ended, qemu_words):
        for stream in self.streams.values():
            stream.close()
        lines = console.read(self.log)
        found = console.findings(lines)
        if ended == "died":
            return self.fail("the guest died before the command ended", lines, qemu_words)
        if ended == "timeout":
            if self.broken:
                return self.fail(f"the guest's kernel complained: {found[0].strip()}", lines, qemu_words)
            self.fail(f"no end after {self.options.timeout:g} s", lines, qemu_words)
            return TIMEOUT
        if found and not self.options.expect_oops:
            return self.fail(f"the guest's kernel complained: {found[0].strip()}", lines, qemu_words)
        return self.status

    def fail(self, reason, lines, qemu_words):
        rows = "\n".join(console.excerpt(lines))
        words = f"{qemu_words.strip()}\n" if qemu_words.strip() else ""
        print(f"--- console ---\n{rows}\n{words}--- vm: {reason}\n--- vm: console log "
              f"{self.log.relative_to(ROOT)}", file=sys.stderr, flush=True)
        return FAILED


def prune(directory):
    """Keeps the newest console logs."""
    logs = sorted(directory.glob("*.console.log"), key=lambda path: path.stat().st_mtime)
    for path in logs[:-KEEP_LOGS]:
        path.unlink(missing_ok=True)


