"""The command line, called in the tests' own process."""

from typer.testing import CliRunner

from newsextract.cli import app


def call(*args, stdin=None, **environment):
    """The result of a command with these arguments, also of one that ends with an error."""
    return CliRunner(env=environment).invoke(app, list(map(str, args)), input=stdin)


def succeed(*args, **more):
    """The result of a command that must end without an error."""
    done = call(*args, **more)
    assert done.exit_code == 0, f"{done.output} {done.exception!r}"
    return done
