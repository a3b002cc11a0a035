"""Sets everything up and starts it, with nothing but Python 3.11 and the standard library.

python3 start.py                    sets up and runs the demonstration: plan, publish, serve
python3 start.py setup              only sets up
python3 start.py check [--quick]    sets up and runs every check and test
python3 start.py bundle             makes dist/…: all that an office without internet needs
python3 start.py lock               brings the locked versions up to date with pyproject.toml

--offline BUNDLE installs from such a bundle; --no-serve ends once the calendar is published.
"""

import argparse
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PROGRAMS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = PROGRAMS / ("python.exe" if os.name == "nt" else "python")
LOCKS = {"run": ROOT / "requirements.txt", "check": ROOT / "requirements-dev.txt"}
OLDEST = (3, 11)
DEMO_MONTH = "2026-06"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "chrome")


class Stopped(Exception):  # noqa: N818 - an outcome told to a person, not an error of the program
    """The way stops here; carries the one sentence that says why and what to do, and an exit status."""

    def __init__(self, sentence: str, status: int = 1) -> None:
        super().__init__(sentence)
        self.status = status


def say(chinese: str, english: str) -> None:
    print(f"▸ {chinese} · {english}", flush=True)


def main() -> int:
    if sys.version_info < OLDEST:
        newer = [f"python3.{minor}" for minor in range(14, 10, -1) if shutil.which(f"python3.{minor}")]
        remedy = f"{newer[0]} start.py" if newer else "https://www.python.org/downloads/"
        print(f"需要 Python 3.11 或更新，现为 {platform.python_version()}。请用：{remedy}")
        print(f"Python 3.11 or later is needed, this is {platform.python_version()}. Use: {remedy}")
        return 2
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr] # an old console without Chinese
    os.environ.setdefault("PYTHONUTF8", "1")
    try:
        return _obey(_read_arguments())
    except Stopped as stopped:
        print(stopped, file=sys.stderr)
        return stopped.status
    except KeyboardInterrupt:
        print("已停止 · stopped", file=sys.stderr)
        return 5


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("deed", nargs="?", default="run", choices=["run", "setup", "check", "bundle", "lock"])
    parser.add_argument("--quick", action="store_true", help="check: the checks of under two minutes")
    parser.add_argument("--no-serve", action="store_true", help="run: end once the calendar is published")
    parser.add_argument("--offline", type=Path, metavar="BUNDLE", help="install from a bundle")
    return parser.parse_args()


def _obey(wanted: argparse.Namespace) -> int:
    os.chdir(ROOT)
    if wanted.deed == "lock":
        return lock()
    set_up("check" if wanted.deed == "check" else "run", wanted.offline)
    if wanted.deed == "check":
        return check(quick=wanted.quick)
    if wanted.deed == "run":
        return demonstrate(serve=not wanted.no_serve)
    return bundle() if wanted.deed == "bundle" else 0


def set_up(kind: str, offline: "Path | None") -> None:
    """Make .venv as the lock says; nothing to do when that was done before from the same lock."""
    stamp = VENV / "set-up.json"
    before = json.loads(stamp.read_text()) if stamp.exists() else {}
    place = [str(ROOT), platform.python_version()]
    moved = before.get("place", place) != place
    wanted = {name: _fingerprint(LOCKS[name]) for name in {"run", kind}}
    if not moved and PYTHON.exists() and wanted.items() <= before.get("done", {}).items():
        return
    began = time.monotonic()
    say("准备运行环境 .venv", "making .venv")
    source = _offline_source(offline)
    _make_venv(anew=moved)
    say("按锁定的版本安装，首次需几分钟", "installing the locked versions, a few minutes the first time")
    _install(["--require-hashes", "-r", str(LOCKS[kind]), *source])
    _install(["--no-deps", "--no-build-isolation", "--no-index", "--editable", str(ROOT)])
    stamp.write_text(json.dumps({"place": place, "done": wanted}))
    say(f"已就绪，用时 {time.monotonic() - began:.0f} 秒", f"ready after {time.monotonic() - began:.0f} s")


def _fingerprint(lock_file: Path) -> str:
    return hashlib.sha256(lock_file.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()


def _make_venv(*, anew: bool = False) -> None:
    if not anew and PYTHON.exists() and _run([str(PYTHON), "-c", ""]) == 0:
        return
    if _run([sys.executable, "-m", "venv", "--clear", str(VENV)], quiet=True) != 0 or not PYTHON.exists():
        raise Stopped(
            "建立 .venv 失败：这个 Python 缺少 venv。在 Debian 或 Ubuntu 上请先运行 apt install python3-venv。\n"
            ".venv could not be made: this Python lacks venv. On Debian or Ubuntu run apt install python3-venv."
        )


def _offline_source(bundle_directory: "Path | None") -> "list[str]":
    if bundle_directory is None:
        return []
    directory = bundle_directory.resolve()
    sums = directory / "SHA256SUMS"
    if not sums.exists():
        raise Stopped(f"{directory}: 没有 SHA256SUMS，不是安装包 · no SHA256SUMS, so not a bundle", 2)
    for line in sums.read_text(encoding="utf-8").splitlines():
        expected, _, name = line.partition("  ")
        file = directory / name
        if not file.exists() or _sha256(file) != expected:
            raise Stopped(f"{file}: 校验不符，请重新复制 · missing or damaged, copy the bundle again", 2)
    return ["--no-index", "--find-links", str(directory / "wheels")]


def _install(arguments: "list[str]") -> None:
    """Run pip, showing how far down the lock it is; its own words only when it fails."""
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off"]
    words: list[str] = []
    shown = 0
    with subprocess.Popen(
        [*command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as pip:
        assert pip.stdout is not None
        for line in pip.stdout:
            words.append(line.rstrip())
            place = re.search(r"\(from -r (.+) \(line (\d+)\)\)", line)
            if place:
                length = Path(place[1]).read_text(encoding="utf-8").count("\n")
                shown = _show_progress(int(place[2]) * 100 // length, shown)
    if pip.returncode != 0:
        reason = "\n".join(words[-6:])
        raise Stopped(
            f"{reason}\n安装失败，原因见上。没有网络时请用 --offline，见 docs/install.md；否则请检查网络后重试。\n"
            "It failed, for the reason above. Without network use --offline (docs/install.md); else try again."
        )
    if shown:
        print("  100 %")


def _show_progress(percent: int, shown: int) -> int:
    step = 1 if sys.stdout.isatty() else 5
    if percent < shown + step:
        return shown
    print(f"  {percent - percent % step:3} %", end="\r" if sys.stdout.isatty() else "\n", flush=True)
    return percent - percent % step


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _run(command: "list[str]", *, quiet: bool = False) -> int:
    """Its exit status; Ctrl+C is for the program itself, which is given the time to end in good order."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL if quiet else None) as program:
        while True:
            try:
                return program.wait()
            except KeyboardInterrupt:
                continue


def demonstrate(*, serve: bool) -> int:
    """The main job, from where an earlier run left it: import, plan, approve, publish, serve."""
    states = ("absent", "empty", "draft", "approved")
    steps = (
        ("导入示范区", "importing the demonstration district", ["init", "--demo"]),
        (f"排 {DEMO_MONTH} 的计划", f"planning {DEMO_MONTH}", ["plan", DEMO_MONTH]),
        ("审批", "approving", ["approve", DEMO_MONTH]),
        ("发布到短信模拟器", "publishing to the simulator", ["publish", DEMO_MONTH, "--yes"]),
    )
    state = _month_state()
    for chinese, english, command in steps[states.index(state) if state in states else len(steps) :]:
        say(chinese, english)
        status = _culture(command)
        if status != 0:
            raise Stopped(f"culture {command[0]}: 状态 {status} · ended with status {status}", status)
    if serve:
        say("打开网页服务，按 Ctrl+C 结束", "serving the pages, Ctrl+C ends it")
        return _culture(["serve"])
    say(f"{DEMO_MONTH} 已发布，下一步 python3 start.py", "published; next: python3 start.py")
    return 0


def _month_state() -> str:
    """Where the demonstration's month stands: absent (nothing imported), empty, draft, approved, published."""
    command = [_program("culture"), "--json", "show", DEMO_MONTH]
    asked = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    if asked.returncode not in {0, 2}:
        raise Stopped(f"culture show: 状态 {asked.returncode} · ended with status {asked.returncode}")
    told = json.loads(asked.stdout)
    if told["outcome"] == "refused":
        return "absent"
    return "published" if told["published_number"] else str(told["state"])


def _culture(command: "list[str]") -> int:
    return _run([_program("culture"), *command])


def _program(name: str) -> str:
    return str(PROGRAMS / (name + (".exe" if os.name == "nt" else "")))


def check(*, quick: bool) -> int:
    """Format, lint, types, and the tests, each file of them with one worker; the first failure ends it."""
    tests = [str(PYTHON), "-m", "pytest", "-n", "3", "--dist", "loadscope", "--no-loadscope-reorder"]
    if quick:
        tests += ["tests/unit", "tests/architecture"]
    elif not _chromium():
        tests += ["-m", "not browser"]
    for chinese, english, command in (
        ("格式", "format", [_program("ruff"), "format", "--check", "."]),
        ("代码检查", "lint", [_program("ruff"), "check", "."]),
        ("类型", "types", [_program("mypy")]),
        ("测试", "tests", tests),
    ):
        say(chinese, english)
        if _run(command) != 0:
            raise Stopped(f"没有通过：{chinese} · not passed: {english}")
    return 0


def _chromium() -> bool:
    """Whether there is a Chromium for the browser tests; installed on a Debian when we may."""
    if any(shutil.which(name) for name in CHROMIUMS):
        return True
    if shutil.which("apt-get") and os.geteuid() == 0:
        say("安装浏览器与中文字体", "installing Chromium and Chinese fonts")
        _run(["apt-get", "-qq", "update"])
        packages = ["chromium", "fonts-noto-cjk"]
        _run(["apt-get", "-qq", "install", "-y", "--no-install-recommends", *packages], quiet=True)
        if shutil.which("chromium"):
            return True
    if os.environ.get("CI") == "true":
        raise Stopped(
            "CI 上没有 Chromium，浏览器测试不能跳过 · no Chromium in CI: the browser tests cannot run"
        )
    say("没有 Chromium，本次不跑浏览器测试", "no Chromium here: the browser tests are left out")
    return False


def lock() -> int:
    """Write both lock files anew from pyproject.toml; `uv` is fetched into .venv when it is missing."""
    _make_venv()
    if not Path(_program("uv")).exists():
        _install(["uv"])
    uv = [_program("uv"), "-q", "pip", "compile", "--generate-hashes", "--universal", "--no-header"]
    uv += ["--python-version", "3.11", "--upgrade", "pyproject.toml", "--extra", "build"]
    for more in (
        ["-o", "requirements.txt"],
        ["--extra", "dev", "-c", "requirements.txt", "-o", "requirements-dev.txt"],
    ):
        if _run([*uv, *more], quiet=True) != 0:
            raise Stopped("版本没有更新，原因见上 · the lock was not renewed, for the reason above")
    return 0


def bundle() -> int:
    """Everything for an office without internet on this kind of machine: sources, wheels, checksums, how-to."""
    kind = f"{platform.system()}-{platform.machine()}-python{sys.version_info[0]}.{sys.version_info[1]}"
    target = ROOT / "dist" / f"culture-delivery-{kind.lower()}"
    shutil.rmtree(target, ignore_errors=True)
    (target / "wheels").mkdir(parents=True)
    say("收集安装文件", "collecting wheels")
    fetch = [str(PYTHON), "-m", "pip", "-qq", "download", "--require-hashes", "-r", str(LOCKS["run"])]
    pack = ["git", "archive", "--format=tar.gz", "--prefix=culture-delivery/", "HEAD"]
    for command in ([*fetch, "-d", f"{target}/wheels"], [*pack, "-o", f"{target}/culture-delivery.tar.gz"]):
        if _run(command) != 0:
            raise Stopped("安装包没有做成，原因见上 · the bundle was not made, for the reason above")
    shutil.copy(ROOT / "docs" / "install.md", target)
    files = sorted(file for file in target.rglob("*") if file.is_file())
    sums = [f"{_sha256(file)}  {file.relative_to(target).as_posix()}\n" for file in files]
    (target / "SHA256SUMS").write_text("".join(sums), encoding="utf-8", newline="\n")
    say(f"已做好 {target.relative_to(ROOT)}", f"{len(files)} files; copy the whole directory")
    return 0


if __name__ == "__main__":
    sys.exit(main())
