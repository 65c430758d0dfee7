"""Paper and what prints it. This floor knows the domain only; nothing here reads the store or draws on a screen."""
