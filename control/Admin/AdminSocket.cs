using System.Net;
using System.Net.Sockets;
using Falcon.Api;
using Falcon.Xsk.Native;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace Falcon.Control.Admin;

/// <summary>The unix socket of the admin API as a file: who holds it, how it is made, when it goes.</summary>
internal sealed class AdminSocket(string path)
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3), s_pause = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan s_headersTimeout = TimeSpan.FromSeconds(5), s_keepAlive = TimeSpan.FromSeconds(30);

    private const int MostRequestBytes = 8 << 10;

    private bool _bound;

    /// <summary>Why the path cannot be used, or null: another daemon answers there, or it is no socket. Does not wait.</summary>
    /// <param name="path">The path.</param>
    /// <param name="busy">Whether somebody listens there whose backlog is full, so that it is not known whether it answers.</param>
    public static string? Fault(string path, out bool busy)
    {
        busy = false;
        if (Directory.Exists(path)) return $"{path} is a directory; name a file for the socket";
        if (FileStatus.Find(path) is not { } file) return null;
        if (!file.IsSocket) return $"{path} exists and is no socket; name another path or remove it";
        using Socket probe = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
            return $"another falcon answers on {path}; have it read its file again (falcon reload), stop it first, "
                    + "or give this one an admin-socket of its own";
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AddressNotAvailable)
        {
            return null;    // left behind by a daemon that died
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock)
        {
            busy = true;
            return $"{path} belongs to a process that accepts no connections; end it, or give this falcon an admin-socket of its own";
        }
        catch (SocketException e)
        {
            return $"{path} cannot be tried: {e.Message}";
        }
    }

    /// <summary>Waits while somebody listens on the path and is too busy to accept a connection.</summary>
    /// <exception cref="AdminException">The path cannot be used.</exception>
    public async Task EnsureFreeAsync(CancellationToken stop)
    {
        long end = Environment.TickCount64 + (long)s_patience.TotalMilliseconds;
        while (Fault(path, out bool busy) is { } fault)
        {
            if (!busy || Environment.TickCount64 > end) throw new AdminException($"admin-socket: {fault}");
            await Task.Delay(s_pause, stop);
        }
    }

    /// <summary>Makes Kestrel listen here, and nowhere else. Nobody can keep a connection by sending slowly or not at all.</summary>
    public void ListenWith(WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Limits.RequestHeadersTimeout = s_headersTimeout;
            options.Limits.KeepAliveTimeout = s_keepAlive;
            options.Limits.MaxRequestHeadersTotalSize = MostRequestBytes;
            options.Limits.MaxRequestLineSize = MostRequestBytes;
            options.Limits.MaxRequestBodySize = MostRequestBytes;
            options.ListenUnixSocket(path);
        });
        builder.Services.AddSingleton<IConnectionListenerFactory, LimitedTransport>(); // the last one registered is used
        builder.Services.Configure<SocketTransportOptions>(options => options.CreateBoundListenSocket = Bind);
    }

    /// <summary>Removes the file, if it is ours.</summary>
    public void Remove()
    {
        if (_bound) File.Delete(path);
        _bound = false;
    }

    /// <summary>Binds with the right mode before anybody can connect: listening comes after.</summary>
    private Socket Bind(EndPoint endPoint)
    {
        if (Fault(path, out _) is { } fault) throw new AdminException($"admin-socket: {fault}");
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Delete(path);
            socket.Bind(endPoint);
            _bound = true;
            File.SetUnixFileMode(path, Mode);
            return socket;
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException)
        {
            socket.Dispose();
            throw new AdminException($"admin-socket: cannot listen on {path}: {e.Message}", e);
        }
    }
}
