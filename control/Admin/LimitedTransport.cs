using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Falcon.Control.Admin;

/// <summary>
/// Kestrel's sockets, of which only a few are accepted at a time: the others wait in the kernel's backlog, where they cost the daemon no
/// descriptor. Kestrel's own limit accepts a connection before it refuses it.
/// </summary>
internal sealed class LimitedTransport(IOptions<SocketTransportOptions> options, ILoggerFactory logging) : IConnectionListenerFactory
{
    /// <summary>Connections at a time, one of which may be about to be accepted.</summary>
    public const int MostConnections = 16;

    /// <summary>
    /// How long those that are open may take to end when the daemon stops: Kestrel would wait for half a request until its time is over.
    /// </summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);

    private readonly SocketTransportFactory _sockets = new(options, logging);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(await _sockets.BindAsync(endpoint, cancellationToken));

    private sealed class Listener(IConnectionListener inner) : IConnectionListener
    {
        private readonly SemaphoreSlim _places = new(MostConnections);
        private readonly ConcurrentDictionary<ConnectionContext, bool> _open = new();

        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            await _places.WaitAsync(cancellationToken);
            ConnectionContext? connection = await inner.AcceptAsync(cancellationToken);
            if (connection is null)
            {
                _places.Release();
                return null;
            }

            _open[connection] = true;
            connection.ConnectionClosed.Register(() => Close(connection));
            return connection;
        }

        /// <summary>Lets a waiting accept continue; it finds the socket closed.</summary>
        public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            await inner.UnbindAsync(cancellationToken);
            _places.Release();
            _ = AbortLaterAsync();
        }

        /// <summary>Leaves the semaphore to the collector: a connection may close later, and the semaphore holds no handle.</summary>
        public ValueTask DisposeAsync() => inner.DisposeAsync();

        private void Close(ConnectionContext connection)
        {
            if (_open.TryRemove(connection, out _)) _places.Release();
        }

        private async Task AbortLaterAsync()
        {
            await Task.Delay(s_grace);
            foreach (ConnectionContext connection in _open.Keys) connection.Abort();
        }
    }
}
