using System.Net.Sockets;
using System.Text.Json;
using Falcon.Engine.Snapshots;

namespace Falcon.Netns.Tests.Harness;

/// <summary>Asks a daemon through its admin socket.</summary>
public sealed class AdminClient(string socketPath)
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    public string SocketPath => socketPath;

    public DataplaneSnapshot Status() => JsonSerializer.Deserialize<DataplaneSnapshot>(Get("/v1/status"), JsonSerializerOptions.Web)!;

    public IReadOnlyList<FdbSnapshot> Fdb() => JsonSerializer.Deserialize<FdbSnapshot[]>(Get("/v1/fdb"), JsonSerializerOptions.Web)!;

    public PortSnapshot Port(Container container) => Status().Ports.Single(port => port.Name == container.Port);

    /// <summary>All drops of the daemon by "stage/reason", wherever they are counted.</summary>
    public IReadOnlyDictionary<string, long> Drops()
    {
        var status = Status();
        return status.Drops
            .Concat(status.Overlays.SelectMany(overlay => overlay.Drops))
            .Concat(status.Ports.SelectMany(port => port.Drops))
            .GroupBy(drop => $"{drop.Stage}/{drop.Reason}")
            .ToDictionary(group => group.Key, group => group.Sum(drop => drop.Frames));
    }

    /// <summary>
    /// Frames of containers that found no room while they waited for a worker: in the ring, in the port's share of it, or in the socket.
    /// </summary>
    public long FoundNoRoom()
    {
        var drops = Drops();
        return drops.GetValueOrDefault("collect/socket-buffer-full")
            + drops.GetValueOrDefault("collect/ring-full")
            + drops.GetValueOrDefault("collect/over-share");
    }

    public string Get(string path)
    {
        using var client = new HttpClient(new SocketsHttpHandler { ConnectCallback = Connect }) { Timeout = _limit };
        return client.GetStringAsync(new Uri($"http://falcon{path}")).GetAwaiter().GetResult();
    }

    /// <summary>Whether the daemon accepts, which it does as soon as frames flow.</summary>
    public bool Accepts()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(socketPath));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
