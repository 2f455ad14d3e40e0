using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace Falcon.Control.Admin;

/// <summary>The unix socket of the admin API as a file: who holds it, how it is made, when it goes.</summary>
internal sealed class AdminSocket(string path)
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    private bool _bound;

    /// <summary>Why the path cannot be used, or null: another daemon answers there, or it is no socket.</summary>
    public static string? Fault(string path)
    {
        if (Directory.Exists(path)) return $"{path} is a directory; name a file for the socket";
        if (!File.Exists(path)) return null;
        if (IsPlainFile(path)) return $"{path} exists and is no socket; name another path or remove it";
        using Socket probe = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
            return $"another falcon answers on {path}; have it read its file again (falcon reload), stop it first, or give this one an admin-socket of its own";
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AddressNotAvailable)
        {
            return null;    // left behind by a daemon that died
        }
        catch (SocketException e)
        {
            return $"{path} cannot be tried: {e.Message}";
        }
    }

    /// <summary>Has Kestrel listen here, and nowhere else.</summary>
    public void ListenWith(WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(options => options.ListenUnixSocket(path));
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
        if (Fault(path) is { } fault) throw new AdminException($"admin-socket: {fault}");
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

    /// <summary>A socket cannot be opened as a file (ENXIO).</summary>
    private static bool IsPlainFile(string path)
    {
        try
        {
            using Microsoft.Win32.SafeHandles.SafeFileHandle handle = File.OpenHandle(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
