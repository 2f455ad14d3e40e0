using Falcon.Xsk.Links;
using Falcon.Xsk.Native;
using Falcon.Xsk.Packets;

namespace Falcon.Xsk.Programs;

/// <summary>
/// Which ports may send almost nothing at present, because their budget is used up. A frame that comes faster than a closed transmit gate
/// would pass it (<see cref="RtNetlink.SetTransmitGate(int, bool, ushort)"/>) is dropped at the host end, before it is copied, and counted.
/// A container can bypass or remove its gate, but not this. The socket filters of all <see cref="PacketSocket"/>s and the programs of all
/// <see cref="PortProgram"/>s share it. Any thread may call the methods, which only access memory. Source: xsk/bpf/port_holds.h.
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
    /// <param name="ports">The largest number of ports, at least 1.</param>
    /// <exception cref="XskException">The kernel refuses the map.</exception>
    public static unsafe PortHolds Create(int ports)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ports);
        return new PortHolds(BpfMap.Create("holds", BpfMapKind.MappedArray, sizeof(int), sizeof(PortHold), ports));
    }

    /// <summary>Starts to hold a port: lets only few of its frames pass.</summary>
    /// <param name="port">Its index.</param>
    /// <param name="pause">The least time between two frames after a burst; above zero.</param>
    public void Hold(int port, TimeSpan pause)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(pause, TimeSpan.Zero);
        Volatile.Write(ref _holds.Entries[port].Pause, (long)pause.TotalNanoseconds);
    }

    /// <summary>Ends the hold: lets all of a port's frames pass.</summary>
    public void Release(int port) => Volatile.Write(ref _holds.Entries[port].Pause, 0);

    /// <summary>How many frames of a port were dropped so far.</summary>
    public long DroppedOf(int port) => Volatile.Read(ref _holds.Entries[port].Frames);

    /// <summary>Unmaps the table. Programs that still use it go on with its last contents.</summary>
    public void Dispose()
    {
        _holds.Dispose();
        _map.Dispose();
    }

    internal void ShareWith(BpfObject bpf) => bpf.Share(_map);
}
