"""Runs a command under a pseudo-terminal and types a line at each prompt once the echo is off, then tells what was shown.

account-pty.py FILE COMMAND…: the lines to be typed are those of FILE; \\x03 alone in a line is Ctrl+C, without Enter."""
import os
import pty
import sys
import termios
import time

lines = open(sys.argv[1], "rb").read().splitlines()
child, terminal = pty.fork()
if child == 0:
    os.execvp(sys.argv[2], sys.argv[2:])

shown = b""
try:
    while piece := os.read(terminal, 4096):
        shown += piece
        if lines and shown.endswith(b": "):
            while termios.tcgetattr(terminal)[3] & termios.ECHO:
                time.sleep(0.01)
            line = lines.pop(0)
            os.write(terminal, line if line == b"\x03" else line + b"\r")
except OSError:
    pass
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
