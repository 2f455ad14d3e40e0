namespace Falcon.Xsk;

/// <summary>
/// Which ports may send next to nothing for now, because their budget is spent: what comes faster than a closed transmit gate lets frames
/// through (<see cref="RtNetlink.SetTransmitGate(int, bool, ushort)"/>) is dropped at the host end, before it is copied, and counted. A
/// container can pass its gate by or remove it; this it cannot reach. Shared by the socket filters of all <see cref="PacketSocket"/>s and
/// by the programs of all <see cref="PortProgram"/>s. Any thread may call the methods, which are memory accesses. Source:
/// xsk/bpf/port_holds.h.
/// </summary>
public sealed class PortHolds : IDisposable
{
    private readonly BpfMap _map;
    private readonly MappedArray<PortHold> _holds;

    private PortHolds(BpfMap map)
    {
        _map = map;
        _holds = new MappedArray<PortHold>(map, writable: true);
    }

    /// <summary>Makes a table in which no port is held.</summary>
    /// <param name="ports">How many ports there may be, at least 1.</param>
    /// <exception cref="XskException">The kernel refuses the map.</exception>
    public static unsafe PortHolds Create(int ports)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ports);
        return new PortHolds(BpfMap.Create("holds", BpfMapKind.MappedArray, sizeof(int), sizeof(PortHold), ports));
    }

    /// <summary>Lets few of a port's frames through.</summary>
    /// <param name="port">Its index.</param>
    /// <param name="pause">The least time from one frame to the next, after a burst; above zero.</param>
    public void Hold(int port, TimeSpan pause)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(pause, TimeSpan.Zero);
        Volatile.Write(ref _holds.Entries[port].Pause, (long)pause.TotalNanoseconds);
    }

    /// <summary>Lets all of a port's frames through.</summary>
    public void Release(int port) => Volatile.Write(ref _holds.Entries[port].Pause, 0);

    /// <summary>How many frames of a port were dropped so far.</summary>
    public long DroppedOf(int port) => Volatile.Read(ref _holds.Entries[port].Frames);

    /// <summary>Unmaps the table; programs that still use it hold ports as it was left.</summary>
    public void Dispose()
    {
        _holds.Dispose();
        _map.Dispose();
    }

    internal void ShareWith(BpfObject bpf) => bpf.Share(_map);
}
