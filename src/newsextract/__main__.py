"""``newsextract`` and ``python -m newsextract``."""


def main() -> None:
    """Run the command line; Ctrl-C while its modules are still imported ends it without a traceback."""
    try:
        from newsextract import cli
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    cli.main()


if __name__ == "__main__":
    main()
