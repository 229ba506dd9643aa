"""Runs `age` (or rage) under a pseudo-terminal and types the passcode of the file named first: age-pty.py FILE COMMAND…"""
import os
import pty
import sys
import termios
import time

passcode = open(sys.argv[1], "rb").read()
child, terminal = pty.fork()
if child == 0:
    os.execvp(sys.argv[2], sys.argv[2:])

# Canonical mode takes lines of up to 4,095 bytes, which 1,024 characters of four bytes would exceed.
shown = b""
answered = 0
try:
    while piece := os.read(terminal, 4096):
        shown += piece
        if shown.lower().count(b"passphrase") > answered and shown.rstrip().endswith(b":"):
            # The prompt is written before or after the echo is turned off: the line waits until it is off.
            while termios.tcgetattr(terminal)[3] & termios.ECHO:
                time.sleep(0.01)
            os.write(terminal, passcode + b"\n")
            answered = shown.lower().count(b"passphrase")
            shown += b"\n"
except OSError:
    pass
status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
if status != 0:
    sys.stderr.buffer.write(shown)
sys.exit(status)
