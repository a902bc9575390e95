"""`python -m scaffold` is the command `scaffold`."""

from scaffold.cli.main import main

if __name__ == "__main__":
    main()
