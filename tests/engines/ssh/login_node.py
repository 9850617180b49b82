# SPDX-License-Identifier: MIT
"""An engine that is reached through the login node of its cluster: a private sshd, in front of the engine."""

import contextlib

from private_sshd import PrivateSshd


class LoginNode(contextlib.ExitStack):
    """Starts `engine` on entering the `with` block, then the sshd whose sessions have the variables `here(engine)`."""

    def __init__(self, engine, here):
        super().__init__()
        self.engine, self._here = engine, here

    def __enter__(self):
        super().__enter__()
        try:
            self.enter_context(self.engine)
            self.login = self.enter_context(PrivateSshd(**self._here(self.engine)))
        except BaseException:
            self.close()
            raise
        return self

    def environment(self):
        """The laptop's."""
        return self.login.environment()

    def wait_until_empty(self):
        self.engine.wait_until_empty()

    def logs(self):
        return self.engine.logs() + self.login.logs()
