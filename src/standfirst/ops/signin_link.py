"""`standfirst signin-link EMAIL`: a one-time link for support."""

import argparse
import getpass

from standfirst.kernel import clock
from standfirst.readers.actions import make_signin_link


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the command."""
    parser.add_argument("email", help="the reader's mail address")


def run(args: argparse.Namespace) -> int:
    """Prints the link. It works once, for 15 minutes, and its making is on record."""
    print(make_signin_link(args.email, by=getpass.getuser(), now=clock.now()))
    return 0
