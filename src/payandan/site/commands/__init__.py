"""The subcommands of `payandan`: one file each, with `arguments(parser)` and `run(options) -> exit code`."""
