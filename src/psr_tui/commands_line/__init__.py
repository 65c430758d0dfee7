"""What can be asked for in the shell: one module a command, each with ``run(args) -> exit status``."""
