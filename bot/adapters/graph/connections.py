"""What aiohttp would do with connections by itself, and should not do here."""

import aiohttp
from aiohttp import ClientHandlerType, ClientRequest, ClientResponse
from aiohttp.connector import Connection


class _Response(ClientResponse):
    """Leaves a connection on which the service was unavailable: another may reach a host that is.

    aiohttp hands a connection back as soon as the whole answer has come, perhaps before anybody
    has seen its status, so it has to be ended here.
    """

    async def start(self, connection: Connection) -> ClientResponse:
        protocol = connection.protocol
        await super().start(connection)
        if self.status == 503 and protocol is not None:
            is_handed_back = connection.protocol is None
            protocol.close() if is_handed_back else protocol.force_close()
        return self


async def once(request: ClientRequest, ask: ClientHandlerType) -> ClientResponse:
    """aiohttp makes a GET, PUT or DELETE again by itself when a kept connection has died."""
    request.response_class = _Response
    try:
        return await ask(request)
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise aiohttp.ClientError(type(error).__name__) from None
