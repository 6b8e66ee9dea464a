# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`python -m emulator`, and of the installed package `alicloud-emulator`."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from .access.hosts import DEFAULT_REGION
from .actions.fidelity import table
from .actions.json_text import parse_json
from .catalogue.catalogue import regions
from .http.server import Emulator, serve, write_port
from .state.clock import Clock
from .state.cloud import Cloud
from .world.calibration import calibrated_settings

COMMAND = "alicloud-emulator"


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve, or print the fidelity table."""
    options = _parser().parse_args(arguments)
    if options.fidelity:
        print(table(), end="")
        return 0
    return _serve(options)


def _parser() -> argparse.ArgumentParser:
    program = Path(sys.argv[0]).name
    parser = argparse.ArgumentParser(
        prog=program if program == COMMAND else f"python -m {__package__}", description="A local, strict Alibaba Cloud."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to bind (default: %(default)s)")
    parser.add_argument("--port", type=int, default=0, help="port to bind; 0 takes a free one (default: %(default)s)")
    parser.add_argument("--port-file", type=Path, help="file to write the port to once connections are accepted")
    parser.add_argument("--world", type=Path, help="JSON file with the initial state; without it the cloud is empty")
    parser.add_argument(
        "--copy-seconds", type=float, help="clock seconds a copy takes; 0 ends it at once (default: 1800)"
    )
    parser.add_argument(
        "--calibration", type=Path, help="calibration.json of an account, to behave as that account does"
    )
    parser.add_argument("--clock-speed", type=float, default=1.0, help="how much faster the cloud's clock runs")
    parser.add_argument("--request-log", type=int, default=10_000, help="requests to keep (default: %(default)s)")
    parser.add_argument("--journal", type=Path, help="file to append every request to, as a line of JSON")
    parser.add_argument(
        "--direct",
        nargs="?",
        const=DEFAULT_REGION,
        choices=sorted(regions()),
        metavar="REGION",
        help="serve clients without a proxy setting too; the region is for calls that name none (%(const)s)",
    )
    parser.add_argument(
        "--control-host", action="append", default=[], help="a Host besides loopback that may use the control paths"
    )
    parser.add_argument("--until-ended", type=int, metavar="PID", help="end when this process has ended")
    parser.add_argument("--fidelity", action="store_true", help="print what is modelled, as Markdown, and end")
    return parser


def _serve(options: argparse.Namespace) -> int:
    try:
        world = parse_json(options.world.read_text("utf-8")) if options.world else {}
        settings = calibrated_settings(options.calibration.read_text("utf-8")) if options.calibration else {}
        if options.copy_seconds is not None:
            settings["copy_seconds"] = options.copy_seconds
        cloud = Cloud(clock=Clock(options.clock_speed))
        emulator = Emulator.create(
            cloud,
            world,
            log_size=options.request_log,
            settings=settings,
            direct=options.direct,
            control_hosts=options.control_host,
        )
        emulator.control.log.journal = options.journal
    except (OSError, ValueError) as problem:
        print(f"{options.calibration or options.world or 'world'}: {problem}", file=sys.stderr)
        return 2

    def ready(port: int) -> None:
        if options.port_file:
            write_port(options.port_file, port)
        host = f"[{options.host}]" if ":" in options.host else options.host
        print(f"emulator: listening on http://{host}:{port}", flush=True)

    asyncio.run(serve(emulator, options.host, options.port, ready, options.until_ended))
    return 0


if __name__ == "__main__":
    sys.exit(main())
