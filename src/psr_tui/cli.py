"""The commands of psr-tui. Only the command that runs is imported: help and version read neither Textual nor the
store (performance.md section 6)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import NoReturn

from psr_tui import __version__
from psr_tui.commands_line.exit_codes import EXIT_CODES, INTERRUPTED, USAGE, code_of
from psr_tui.domain.errors import DeskError

Run = Callable[[argparse.Namespace], int]
_HOME = "psr_tui.commands_line"


class _Parser(argparse.ArgumentParser):
    """Errors are one sentence with a way out."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"psr-tui: {message}. `{self.prog} --help` shows what there is.\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status. Whatever a user can cause is one sentence on standard error."""
    # Given before or behind the command, or not at all: a default in the parsers would undo the one that was given.
    args = argparse.Namespace(**{"store": None, "ascii": False, **vars(_parser().parse_args(argv))})
    try:
        run: Run = import_module(f"{_HOME}.{args.module}").run
        status = run(args)
        sys.stdout.flush()
        return status
    except DeskError as error:
        print(f"psr-tui: {error.message}", file=sys.stderr)
        return code_of(error)
    except KeyboardInterrupt:
        print("psr-tui: interrupted; nothing half done was kept.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output left, for example `| head`
        sys.stderr.close()
        return 0


def _parser() -> _Parser:
    common = _Parser(add_help=False)
    common.add_argument("--store", metavar="PATH", default=argparse.SUPPRESS, help="the clinic's file (see locate)")
    common.add_argument("--ascii", action="store_true", default=argparse.SUPPRESS, help="draw with ASCII signs only")
    parser = _Parser(
        prog="psr-tui",
        description="The front desk in a terminal: queue, check-in, schedule, callbacks and the cash drawer.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[common],
    )
    parser.add_argument("--version", action="version", version=f"psr-tui {__version__}")
    parser.set_defaults(module="open_command")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=_Parser)
    for name, module, words, add in _COMMANDS:
        one = commands.add_parser(name, help=words, description=f"{words[0].upper()}{words[1:]}.", parents=[common])
        one.set_defaults(module=module)
        if add is not None:
            add(one, common)
    return parser


def _add_user(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--user",
        metavar="LOGIN",
        default="",
        help="who signs in; the password is asked for, or read from standard input",
    )


def _add_import(parser: argparse.ArgumentParser, common: _Parser) -> None:
    kinds = parser.add_subparsers(title="what", metavar="KIND", dest="kind", required=True, parser_class=_Parser)
    fhir = kinds.add_parser(
        "fhir", parents=[common], help="FHIR R4: a folder or file of NDJSON or bundles, plain or gzip"
    )
    fhir.add_argument("source", metavar="DIR")
    csv = kinds.add_parser("csv", parents=[common], help="a schedule exported as CSV")
    csv.add_argument("source", metavar="FILE")
    csv.add_argument("--map", metavar="COLUMNS", default="", help="which column is what, as last=Surname,dob=Born")
    csv.add_argument("--rejects", metavar="FILE", default="", help="where rows that were not taken are written")
    payers = kinds.add_parser(
        "payers", parents=[common], help="a list of payers as CSV: name, payer id, phone, address"
    )
    payers.add_argument("source", metavar="FILE")
    payers.add_argument("--map", metavar="COLUMNS", default="", help="which column is what, as name=Carrier")
    payers.add_argument("--rejects", metavar="FILE", default="", help="where rows that were not taken are written")
    for kind in (fhir, csv, payers):
        kind.add_argument("--json", action="store_true", help="print the result as JSON")
        kind.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
        _add_user(kind)


def _add_patients(parser: argparse.ArgumentParser, common: _Parser) -> None:
    kinds = parser.add_subparsers(title="what", metavar="KIND", dest="kind", required=True, parser_class=_Parser)
    find = kinds.add_parser("find", parents=[common], help="by name, birth date, phone or MRN, in any spelling")
    find.add_argument("text", metavar="TEXT")
    find.add_argument("--json", action="store_true", help="print what is found as JSON")
    _add_user(find)


def _add_eligibility(parser: argparse.ArgumentParser, common: _Parser) -> None:
    kinds = parser.add_subparsers(title="what", metavar="KIND", dest="kind", required=True, parser_class=_Parser)
    read = kinds.add_parser("read", parents=[common], help="what a 271 (or what came instead) says; needs no password")
    read.add_argument("file", metavar="FILE", help="the file, or - for standard input")
    read.add_argument("--json", action="store_true", help="print every value as sent, as JSON")
    read.add_argument("--on", metavar="DAY", default="", help="tell the status for this day, as 2026-01-05")
    exchange = kinds.add_parser("exchange", parents=[common], help="one pass over the clearinghouse's folder")
    exchange.add_argument("--ask", action="store_true", help="first ask about every visit that needs it")
    exchange.add_argument("--json", action="store_true", help="print what was done as JSON")
    exchange.set_defaults(module="eligibility_exchange_command")
    _add_user(exchange)


def _add_staff(parser: argparse.ArgumentParser, common: _Parser) -> None:
    kinds = parser.add_subparsers(title="what", metavar="KIND", dest="kind", required=True, parser_class=_Parser)
    add = kinds.add_parser("add", parents=[common], help="somebody new; the new password is asked for twice")
    add.add_argument("login", metavar="LOGIN")
    add.add_argument("--name", required=True, help="the name colleagues and receipts show")
    add.add_argument("--role", choices=("rep", "lead", "supervisor", "administrator"), default="rep")
    listed = kinds.add_parser("list", parents=[common], help="everybody who may sign in")
    listed.add_argument("--json", action="store_true", help="print the list as JSON")
    spoken = kinds.add_parser("languages", parents=[common], help="which languages somebody speaks for calls")
    spoken.add_argument("login", metavar="LOGIN")
    spoken.add_argument("languages", metavar="LANGUAGE", nargs="*", help="write these down, as Spanish or es")
    spoken.add_argument("--none", action="store_true", help="English alone")
    for kind in (add, listed, spoken):
        _add_user(kind)


def _add_drawer(parser: argparse.ArgumentParser, common: _Parser) -> None:
    kinds = parser.add_subparsers(title="what", metavar="KIND", dest="kind", required=True, parser_class=_Parser)
    add = kinds.add_parser("add", parents=[common], help="another drawer, with the float it keeps")
    add.add_argument("code", metavar="CODE", help="its short name, for example D2")
    add.add_argument("--label", default="", help="where it stands")
    add.add_argument("--float", default="200.00", help="the float it keeps; 200.00 if not given")
    change = kinds.add_parser("set", parents=[common], help="another float, kept from the next close on")
    change.add_argument("code", metavar="CODE", help="its short name, for example D1")
    change.add_argument("--float", required=True, help="the float it keeps, for example 150")
    report = kinds.add_parser("report", parents=[common], help="a Z report as it was printed (a logged duplicate)")
    which = report.add_mutually_exclusive_group(required=True)
    which.add_argument("--z", metavar="N", default="", help="the report of this number")
    which.add_argument("--date", metavar="DAY", default="", help="every report of this business date, as 2026-11-02")
    report.add_argument("--json", action="store_true", help="print its figures as JSON, in whole cents")
    for kind in (add, change, report):
        _add_user(kind)


def _add_journal(parser: argparse.ArgumentParser, common: _Parser) -> None:
    kinds = parser.add_subparsers(title="what", metavar="KIND", dest="kind", required=True, parser_class=_Parser)
    export = kinds.add_parser("export", parents=[common], help="the postings of some business dates, for a supervisor")
    export.add_argument("--from", dest="start", metavar="DAY", required=True, help="the first day, as 2026-11-02")
    export.add_argument("--to", dest="end", metavar="DAY", default="", help="the last day; the first one if not given")
    export.add_argument(
        "--format",
        choices=("hledger", "csv", "xlsx", "pdf", "iif"),
        required=True,
        help="hledger begins with the clinic's first day, whatever --from says; iif is for QuickBooks Desktop",
    )
    export.add_argument("--out", metavar="FILE", default="", help="where to; a file named by its days if not given")
    export.add_argument("--force", action="store_true", help="replace the file when it is there")
    _add_user(export)


def _add_printer(parser: argparse.ArgumentParser, common: _Parser) -> None:
    kinds = parser.add_subparsers(title="what", metavar="KIND", dest="kind", required=True, parser_class=_Parser)
    kinds.add_parser("test", parents=[common], help="letters, columns and cutter; [printer] names the printer")
    kinds.add_parser(
        "labels", parents=[common], help="a test label, or a whole sheet of them; [printers.labels] names the printer"
    )


def _add_safe(parser: argparse.ArgumentParser, common: _Parser) -> None:
    kinds = parser.add_subparsers(title="what", metavar="KIND", dest="kind", required=True, parser_class=_Parser)
    add = kinds.add_parser("add", parents=[common], help="cash from outside the desk; only an administrator may")
    add.add_argument("amount", metavar="AMOUNT", help="dollars, for example 500")
    add.add_argument("--note", required=True, help="where it comes from, for example change order of the bank")
    show = kinds.add_parser("show", parents=[common], help="what the ledger says lies in it, for a supervisor")
    for kind in (add, show):
        _add_user(kind)


def _add_clinic(parser: argparse.ArgumentParser, common: _Parser) -> None:
    kinds = parser.add_subparsers(title="what", metavar="KIND", dest="kind", required=True, parser_class=_Parser)
    show = kinds.add_parser("show", parents=[common], help="every setting, its value and what it is for")
    show.add_argument("--json", action="store_true", help="print the settings as JSON")
    change = kinds.add_parser(
        "set",
        parents=[common],
        help="change one setting; only an administrator may",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=_setting_help(),
    )
    change.add_argument("key", metavar="KEY", help="the name of the setting, see below")
    change.add_argument("value", metavar="VALUE", help="dollars, a number, or yes or no")
    for kind in (show, change):
        _add_user(kind)


def _setting_help() -> str:
    from psr_tui.domain.clinic_settings import SETTINGS

    rows = "\n".join(f"  {one.key:<33} {one.words}" for one in SETTINGS)
    return (
        f"settings:\n{rows}\n\nexit status: 0 done, 4 not an administrator or a wrong password, 6 busy or full, "
        "\n64 no such setting, or not a value of its kind; `psr-tui --help` lists all"
    )


def _add_audit(parser: argparse.ArgumentParser, common: _Parser) -> None:
    kinds = parser.add_subparsers(title="what", metavar="KIND", dest="kind", required=True, parser_class=_Parser)
    verify = kinds.add_parser("verify", parents=[common], help="prove that no row was changed, added or taken away")
    verify.add_argument(
        "--since-anchor", metavar="FILE", default="", help="a head kept earlier: audit head --json > FILE"
    )
    head = kinds.add_parser(
        "head", parents=[common], help="number and code of the newest row, to be kept outside the clinic's file"
    )
    for kind in (verify, head):
        kind.add_argument("--json", action="store_true", help="print the answer as JSON")
        _add_user(kind)


def _add_phones(parser: argparse.ArgumentParser, common: _Parser) -> None:
    from psr_tui.commands_line.phones_arguments import add_arguments

    add_arguments(parser, common, _Parser, _add_user)


def _add_doctor(parser: argparse.ArgumentParser, _common: _Parser) -> None:
    parser.add_argument("--json", action="store_true", help="print findings as JSON")
    parser.add_argument("--user", metavar="LOGIN", default="", help="look inside the clinic's file too, as this user")
    parser.add_argument("--keys", action="store_true", help="show the name of each key you press")


_COMMANDS: tuple[tuple[str, str, str, Callable[[_Parser, _Parser], None] | None], ...] = (
    ("open", "open_command", "open the clinic (what psr-tui does without a command)", None),
    ("demo", "demo_command", "open a training day that is thrown away; without a terminal, print a tour of it", None),
    ("init", "init_command", "make a new, empty clinic; answers may come on standard input, one a line", None),
    (
        "import", "import_command", "take in patients, a schedule or payers from files of another system", _add_import
    ),
    ("patients", "patients_command", "look patients up", _add_patients),
    (
        "eligibility", "eligibility_command", "read a payer's file, or exchange files with the clearinghouse",
        _add_eligibility,
    ),
    ("phones", "phones_command", "telephone lines, telephones of people, figures, templates, scripts", _add_phones),
    (
        "staff", "staff_command", "add somebody who may sign in, list who may, or say which languages they speak",
        _add_staff,
    ),
    ("drawer", "drawer_command", "add a cash drawer, change its float, or show a Z report", _add_drawer),
    ("journal", "journal_command", "export what was posted, for bookkeeping or a check", _add_journal),
    ("printer", "printer_command", "print a test page or label on the printers of this terminal", _add_printer),
    ("safe", "safe_command", "bring change money into the safe, or show what it holds", _add_safe),
    ("clinic", "clinic_command", "show or change the settings of the clinic", _add_clinic),
    ("audit", "audit_command", "check the audit log, or show its head to be written down", _add_audit),
    ("doctor", "doctor_command", "look at terminal, store and clipboard, each finding with its mend", _add_doctor),
    ("locate", "locate_command", "show where the store, the settings and the log lie", None),
    ("keys", "keys_command", "print every key on one page", None),
)  # fmt: skip
"""(name, module, help, what adds its arguments)."""

__all__ = ["main"]
