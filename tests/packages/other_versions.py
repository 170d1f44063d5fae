"""The package as another release would bring it, made from the one at hand."""
import re
import shutil
import subprocess

CONFIG = "etc/suggestd/suggestd.toml"


def repacked(package, folder, version, change):
    """The package as `version`, after `change` (a function) has changed the tree of its files."""
    tree = folder / f"tree-{version}"
    subprocess.run(["dpkg-deb", "--raw-extract", package, tree], check=True)
    control = tree / "DEBIAN" / "control"
    control.write_text(re.sub(r"^Version: .*$", f"Version: {version}", control.read_text(), flags=re.M))
    change(tree)
    checksums = tree / "DEBIAN" / "md5sums"
    checksums.unlink()  # dpkg does without; those of the changed files would be wrong
    made = folder / f"suggestd-{version}.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", tree, made], check=True, capture_output=True)
    shutil.rmtree(tree)
    return made


def newer(package, folder):
    """The package of a later release: another version, another comment in its configuration."""
    def change(tree):
        config = tree / CONFIG
        config.write_text("# As a later release has it.\n" + config.read_text())
    return repacked(package, folder, "99.0.0-1", change)
