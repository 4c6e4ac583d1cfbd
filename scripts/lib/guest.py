# SPDX-License-Identifier: GPL-2.0
"""A guest's initramfs and its QEMU command line, native or under a real Xen as PV dom0."""

import gzip
import shlex
import stat
from pathlib import Path

from repo import BUILD, ROOT, Problem, base_info

BUSYBOX = Path("/bin/busybox")
PIECES = ROOT / "scripts" / "guest"
XEN = Path("/boot/xen-4.17-amd64.gz")


# --- initramfs -------------------------------------------------------------------------------

def cpio_entry(name, mode, data=b"", device=(0, 0)):
    """One member of a newc archive."""
    text = name.encode() + b"\0"
    fields = [0, mode, 0, 0, 1, 0, len(data), 0, 0, *device, len(text), 0]
    head = b"070701" + b"".join(b"%08X" % field for field in fields) + text
    return pad(head) + pad(data)


def pad(data):
    return data + b"\0" * (-len(data) % 4)


def initramfs(settings, argv):
    """The whole archive: busybox, the two stages, this run's settings and words."""
    lines = "".join(f"{key}={shlex.quote(value)}\n" for key, value in settings.items())
    words = b"".join(word.encode(errors="surrogateescape") + b"\0" for word in argv)
    entries = [cpio_entry(name, stat.S_IFDIR | 0o755) for name in ("bin", "dev", "vm")]
    entries += [
        cpio_entry("dev/console", stat.S_IFCHR | 0o600, device=(5, 1)),
        cpio_entry("bin/busybox", stat.S_IFREG | 0o755, BUSYBOX.read_bytes()),
        cpio_entry("bin/sh", stat.S_IFLNK | 0o777, b"busybox"),
        cpio_entry("init", stat.S_IFREG | 0o755, (PIECES / "init").read_bytes()),
        cpio_entry("vm/run", stat.S_IFREG | 0o755, (PIECES / "run").read_bytes()),
        cpio_entry("vm/settings", stat.S_IFREG | 0o644, lines.encode()),
        cpio_entry("vm/argv", stat.S_IFREG | 0o644, words),
        cpio_entry("TRAILER!!!", 0),
    ]
    return b"".join(entries)


# --- QEMU ------------------------------------------------------------------------------------

def xen_image():
    """The hypervisor as a multiboot image, unpacked once."""
    if not XEN.exists():
        raise Problem(f"{XEN} is missing: run scripts/setup")
    image = BUILD / "vm" / "xen"
    if not image.exists() or image.stat().st_mtime < XEN.stat().st_mtime:
        part = image.with_suffix(f".{id(image)}.part")
        part.write_bytes(gzip.decompress(XEN.read_bytes()))
        part.rename(image)
    return image


def megabytes(text):
    scale = {"M": 1, "G": 1024}.get(text[-1:].upper())
    return int(text[:-1]) * scale if scale else int(text)


def accelerator(options):
    if options.icount:
        return ["-accel", "tcg", "-icount", "shift=0,sleep=off",
                "-rtc", "base=2026-01-01T00:00:00,clock=vm"]
    # One thread for all virtual CPUs: with thread=multi QEMU 7.2 may translate an INT3 that another CPU is
    # replacing and keep the stale translation, so that any jump label patched under load ends in
    # "Oops: int3" (stock tracepoints toggled in a loop do it within seconds).
    return ["-accel", "tcg,thread=single"]


def devices(interactive):
    """9p root and virtio ports; both ways round Xen's need of the platform's DMA address space."""
    pci = "disable-legacy=on,iommu_platform=on"
    words = ["-fsdev", "local,id=root,path=/,readonly=on,multidevs=remap,security_model=none",
             "-device", f"virtio-9p-pci,fsdev=root,mount_tag=host,{pci}",
             "-device", f"virtio-serial-pci,id=ports,{pci}"]
    for name in ("status", "tty") if interactive else ("status", "out", "err"):
        kind = "virtconsole" if name == "tty" else "virtserialport"
        words += ["-chardev", f"socket,id={name},path={name}.sock",
                  "-device", f"{kind},bus=ports.0,chardev={name},name={name}"]
    return words


def command_line(options, console):
    """Kernel parameters of the guest."""
    words = [f"console={console}", "panic=-1", "printk.devkmsg=on", "net.ifnames=0"]
    if options.gdb or options.icount:
        words.append("nokaslr")
    return " ".join(words + options.append)


def native(options, image):
    return ["-cpu", options.cpu or "max", "-m", str(megabytes(options.mem)), "-kernel", str(image),
            "-initrd", "initramfs", "-append", command_line(options, "ttyS0")]


def xen(options, image):
    memory = megabytes(options.mem)
    module = f"{image} {command_line(options, 'hvc0')}".replace(",", ",,")
    hypervisor = f"console=com1 com1=115200,8n1 dom0_mem={memory}M {options.xen_append}".strip()
    # QEMU 7.2 mishandles a ring-3 iretq under SMAP: a PV guest dies at once with it.
    return ["-cpu", options.cpu or "max,-smap", "-m", str(memory + 1024),
            "-kernel", str(xen_image()), "-append", hypervisor, "-initrd", f"{module},initramfs"]


def qemu(options, console_log, interactive):
    """The whole command; it is to run in the directory of the initramfs and the sockets."""
    image = Path(options.kernel) / "arch/x86/boot/bzImage"
    if not image.exists():
        raise Problem(f"{image} does not exist: run scripts/build kernel "
                      f"(Linux {base_info()['version']})")
    platform = xen if options.xen else native
    smp = 1 if options.icount else options.smp
    words = ["qemu-system-x86_64", "-nodefaults", "-display", "none", "-vga", "none", "-no-reboot",
             "-smp", str(smp), "-chardev", f"file,id=console,path={console_log}",
             "-serial", "chardev:console", "-qmp", "unix:monitor.sock,server=on,wait=off"]
    words += accelerator(options) + platform(options, image) + devices(interactive)
    if options.gdb:
        words += ["-gdb", f"tcp:127.0.0.1:{options.gdb_port}", "-S"]
    return words + options.qemu
