using System.Net.Sockets;
using Falcon.Api;

namespace Falcon.Netns.Tests.Harness;

/// <summary>Asks a daemon through its admin socket.</summary>
public sealed class Admin(string socketPath)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    public string SocketPath => socketPath;

    public DataplaneSnapshot Status() => Ask(client => client.StatusAsync());

    public string StatusJson() => Ask(client => client.StatusJsonAsync());

    public IReadOnlyList<FdbSnapshot> Fdb() => Ask(client => client.FdbAsync());

    public BillReport Bills(TimeSpan? since = null) => Ask(client => client.BillsAsync(since));

    public string Metrics() => Ask(client => client.MetricsAsync());

    public PortSnapshot Port(Container container) => Status().Ports.Single(port => port.Name == container.Port);

    /// <summary>All drops of the daemon by "stage/reason", added up over all places that count them.</summary>
    public IReadOnlyDictionary<string, long> Drops()
    {
        DataplaneSnapshot status = Status();
        return status.Drops
            .Concat(status.Overlays.SelectMany(overlay => overlay.Drops))
            .Concat(status.Ports.SelectMany(port => port.Drops))
            .GroupBy(drop => $"{drop.Stage}/{drop.Reason}")
            .ToDictionary(group => group.Key, group => group.Sum(drop => drop.Frames));
    }

    /// <summary>
    /// Frames of containers that found no room while waiting for a worker: in the ring, in the port's share of it, or in the socket.
    /// </summary>
    public long FoundNoRoom()
    {
        IReadOnlyDictionary<string, long> drops = Drops();
        return drops.GetValueOrDefault("collect/socket-buffer-full")
            + drops.GetValueOrDefault("collect/ring-full")
            + drops.GetValueOrDefault("collect/over-share");
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

    private T Ask<T>(Func<AdminClient, Task<T>> ask)
    {
        using var client = new AdminClient(socketPath, s_limit);
        return ask(client).GetAwaiter().GetResult();
    }
}
