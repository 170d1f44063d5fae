"""A bare Debian 12 in a folder: made once by debootstrap, and kept for later runs below build/packages.

Its mirror is the one that this machine's own apt uses, so it needs no other network than that.
"""
import shutil
import subprocess
from pathlib import Path

RELEASE = "bookworm"
# Beside the minimal system: the init that packages are made for, its bus, and a client to ask the server with.
INCLUDED = "systemd-sysv,dbus,curl"
TOOLS = ("debootstrap", "systemd-nspawn", "nsenter", "chroot", "apt-get", "dpkg-deb")


class Impossible(Exception):
    """This machine can't do it; the text says what it lacks."""


def output(*command):
    return subprocess.run([*map(str, command)], text=True, capture_output=True, check=True, timeout=600).stdout


def mirror():
    """Where this machine's apt finds Debian 12."""
    sites = output("apt-get", "indextargets", "--format", "$(SITE)", f"Codename: {RELEASE}", "Created-By: Packages")
    if not sites.strip():
        raise Impossible(f"apt knows no mirror with {RELEASE}")
    return sites.splitlines()[0]


def make_root(folder):
    """The bare Debian in `folder`; a run that was broken off leaves none."""
    if folder.exists():
        return
    for tool in TOOLS:
        if shutil.which(tool) is None:
            raise Impossible(f"{tool} is missing; scripts/install-packages packages brings it")
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(f"{folder}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    done = subprocess.run(["debootstrap", "--variant=minbase", f"--include={INCLUDED}", RELEASE, unfinished, mirror()],
                          text=True, capture_output=True, check=False, timeout=1800)
    if done.returncode != 0:
        raise Impossible(f"debootstrap could not make a root: {done.stdout[-500:]} {done.stderr[-500:]}")
    unfinished.rename(folder)


def add_packages(bare, folder, *packages):
    """A copy of the bare Debian in `folder`, with more packages of Debian's; kept as the bare one is."""
    if folder.exists():
        return
    unfinished = Path(f"{folder}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    subprocess.run(["cp", "-a", bare, unfinished], check=True)
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        done = subprocess.run(["chroot", unfinished, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *command],
                              text=True, capture_output=True, check=False, timeout=900)
        if done.returncode != 0:
            raise Impossible(f"apt could not add {', '.join(packages)}: {done.stderr[-500:]}")
    unfinished.rename(folder)


def download_dependencies(root, package):
    """All that the package depends on, into the root's cache of apt: the machine that boots from it has no network."""
    shutil.copy(package, root / "opt" / "package.deb")
    command = ["chroot", root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "--yes",
               "--no-install-recommends", "--download-only", "/opt/package.deb"]
    for _ in range(2):  # without lists of packages at first, or with old ones
        done = subprocess.run(command, text=True, capture_output=True, check=False, timeout=900)
        if done.returncode == 0:
            return
        subprocess.run(["chroot", root, "apt-get", "update"], capture_output=True, check=False, timeout=300)
    raise Impossible(f"apt could not download what the package depends on: {done.stderr[-500:]}")
