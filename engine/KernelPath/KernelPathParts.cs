using Falcon.Engine.Counters;
using Falcon.Engine.Ports;
using Falcon.Engine.Tables;
using Falcon.Xsk.KernelPath;
using Falcon.Xsk.Links;
using Falcon.Xsk.Native;
using Falcon.Xsk.Packets;
using Falcon.Xsk.Programs;

namespace Falcon.Engine.KernelPath;

/// <summary>
/// The tables and programs of the kernel path, and the shunt between the namespaces. The tables are empty, so that the engine carries
/// everything, until a <see cref="KernelPathFollower"/> fills them. Disposed in the uplinks' namespace.
/// </summary>
internal sealed class KernelPathParts : IDisposable
{
    private const int MostEntries = 65_536;

    /// <summary>The index of the shunt's end beside the host ends; above those of the ports.</summary>
    private const int ShuntIfIndex = 8191;

    private readonly Stack<IDisposable> _opened = [];

    private KernelPathParts()
    {
    }

    /// <summary>What the programs follow.</summary>
    public KernelPathTables Tables { get; private set; } = null!;

    /// <summary>The programs.</summary>
    public KernelPathPrograms Programs { get; private set; } = null!;

    /// <summary>Opens everything in the uplinks' namespace.</summary>
    /// <param name="engine">The namespace of the host ends.</param>
    /// <param name="vxlanPort">The UDP port of VXLAN.</param>
    /// <param name="workers">How many workers there will be.</param>
    /// <param name="holds">As the packet lanes will have them; their filter is tried out.</param>
    /// <param name="throttles">Which ports get nothing at present.</param>
    /// <exception cref="XskException">This kernel cannot: no tcx, or the verifier refuses a program.</exception>
    public static KernelPathParts Open(
        NetworkNamespace engine, ushort vxlanPort, int workers, PortHolds holds, ThrottleTable throttles)
    {
        var parts = new KernelPathParts();
        try
        {
            parts.Open(engine, vxlanPort, workers, throttles);
            new PacketPorts(PortPlan.FirstIfIndex, ForwardingState.MostPorts, holds) { Path = parts.Programs }.CheckFilter();
            return parts;
        }
        catch
        {
            parts.Dispose();
            throw;
        }
    }

    /// <summary>What was carried for a port, whichever port had the index. Any thread.</summary>
    public TrafficCounters CarriedOf(int port)
    {
        PathTraffic traffic = Tables.ReadPort(port);
        return new TrafficCounters
        {
            RxFrames = traffic.ReceivedFrames,
            RxBytes = traffic.ReceivedBytes,
            TxFrames = traffic.SentFrames,
            TxBytes = traffic.SentBytes,
        };
    }

    /// <summary>Detaches and frees everything.</summary>
    public void Dispose()
    {
        while (_opened.TryPop(out IDisposable? part)) part.Dispose();
    }

    private void Open(NetworkNamespace engine, ushort vxlanPort, int workers, ThrottleTable throttles)
    {
        using var here = NetworkNamespace.Current();
        var size = new PathSize(ForwardingState.MostPorts, VtepTable.MostPlaces, ForwardingState.MostOverlays, MostEntries)
        {
            Workers = workers,
        };
        Tables = Add(KernelPathTables.Create(size));
        Shunt shunt = Add(Shunt.CreateNumbered(engine, here, "falcon-sh", ShuntIfIndex));
        Programs = Add(
            KernelPathPrograms.Load(Tables, vxlanPort, PortPlan.FirstIfIndex, shunt.EngineEnd, shunt.UplinkEnd, throttles));
        Add(engine.Run(() => Programs.AttachShunt(shunt.EngineEnd)));
        Add(Programs.AttachUplinkShunt(shunt.UplinkEnd));
    }

    private T Add<T>(T part)
        where T : IDisposable
    {
        _opened.Push(part);
        return part;
    }
}
