using System.Net;
using System.Threading.Channels;
using Falcon.Engine.Accounting;
using Falcon.Engine.Frames;
using Falcon.Engine.Lanes;
using Falcon.Engine.Pipelines;
using Falcon.Engine.Stages;
using Falcon.Engine.Tables;
using Falcon.Testing.Lanes;
using Falcon.Vxlan;
using Falcon.Xsk.Memory;

namespace Falcon.Engine.Tests;

/// <summary>
/// An engine on memory lanes. Overlay 0 is VNI 100 with ports 0 and 1; overlay 1 is VNI 200 with port 2. The peers are 10.0.0.1 and
/// 10.0.0.3, both reachable; the local VTEP is 10.0.0.2.
/// </summary>
internal sealed class MemoryHost : IDisposable
{
    public static readonly IPAddress Local = IPAddress.Parse("10.0.0.2");
    public static readonly IPAddress PeerA = IPAddress.Parse("10.0.0.1");
    public static readonly IPAddress PeerB = IPAddress.Parse("10.0.0.3");
    public static readonly MacAddress UplinkMac = new(0x0200_0000_0800);
    public const int Mtu = 1450;

    private readonly Umem _umem;

    /// <summary>Builds the host.</summary>
    /// <param name="frames">Chunks of the UMEM.</param>
    /// <param name="routes">Whether the peers can be reached.</param>
    /// <param name="coalesce">Whether frames for port 1 may be joined.</param>
    /// <param name="portLane">The port lane; null: a memory lane with <see cref="PortQueue"/> and <see cref="ToPorts"/>.</param>
    /// <param name="accountant">Bills the pipeline's time; null for no bills.</param>
    public MemoryHost(
        int frames = 1024, bool routes = true, bool coalesce = true, Func<Umem, MemoryHost, IPortLane>? portLane = null,
        Accountant? accountant = null)
    {
        _umem = Umem.Allocate(frames);
        Pool = new FramePool(_umem);
        State = NewState(coalesce);
        AddPeers(routes);
        Wire = new MemoryUplinkLane(_umem, FromWire, (in Frame frame, ReadOnlySpan<byte> bytes) => ToWire.Add(bytes.ToArray()));
        IPortLane ports = portLane?.Invoke(_umem, this) ?? new MemoryPortLane(_umem, FromPorts, Deliver);
        Context = new WorkerContext(_umem, Pool.CreateCache(), State, [Wire], ports, Strangers.Writer) { Accountant = accountant };
        Pipeline = new Pipeline(Context);
    }

    public FramePool Pool { get; }

    public MemoryUplinkLane Wire { get; }

    public ForwardingState State { get; }

    public WorkerContext Context { get; }

    public Pipeline Pipeline { get; }

    public Channel<UInt128> Strangers { get; } = Channel.CreateBounded<UInt128>(4);

    public Queue<byte[]> WireQueue { get; } = [];

    public Queue<(ushort Port, byte[] Bytes)> PortQueue { get; } = [];

    public List<byte[]> ToWire { get; } = [];

    public List<(int Port, byte[] Bytes)> ToPorts { get; } = [];

    /// <summary>The descriptors of <see cref="ToPorts"/>.</summary>
    public List<Frame> ToPortFrames { get; } = [];

    public static MacAddress PortMac(int port) => new(0x0200_0000_0200UL + (ulong)port);

    /// <summary>Receives frames from the wire and carries them all the way.</summary>
    public void Receive(params byte[][] frames)
    {
        foreach (byte[] frame in frames) WireQueue.Enqueue(frame);
        Run();
    }

    /// <summary>Sends frames from a container and carries them all the way.</summary>
    public void Send(int port, params byte[][] frames)
    {
        foreach (byte[] frame in frames) PortQueue.Enqueue(((ushort)port, frame));
        Run();
    }

    /// <summary>Notes a frame that a container gets.</summary>
    public void Deliver(in Frame frame, ReadOnlySpan<byte> bytes)
    {
        ToPorts.Add((frame.Target, bytes.ToArray()));
        ToPortFrames.Add(frame);
    }

    /// <summary>Runs turns until nothing waits. Then all frames must be free.</summary>
    public void Run()
    {
        while (Pipeline.Turn() > 0) { }
        Assert.Equal(Pool.Total, Pool.Free);
    }

    public long Drops(DecapsulateDrop reason) => Context.Drops.Host[DropCounters(StageId.Decapsulate, (byte)reason)];

    public long OverlayDrops(int overlay, StageId stage, byte reason) => Context.Drops.Overlay(overlay)[DropCounters(stage, reason)];

    public long PortDrops(int port, StageId stage, byte reason) => Context.Drops.Port(port)[DropCounters(stage, reason)];

    public void Dispose() => _umem.Dispose();

    private static int DropCounters(StageId stage, byte reason) => Counters.DropCounters.IndexOf(stage, reason);

    /// <summary>One uplink, in the subnet 10.0.0.0/24.</summary>
    public static UnderlayIdentity Underlay(OuterRules rules = OuterRules.CompleteChecksums) =>
        new([Local], [new UplinkIdentity(UplinkMac, rules, [(Local, 24)])]);

    private static ForwardingState NewState(bool coalesce)
    {
        var fdb = new ForwardingTable(1024, TimeSpan.FromMinutes(5));
        Overlay[] overlays = [new(0, 100, Mtu, learning: true) { Ports = [0, 1] }, new(1, 200, Mtu, learning: true) { Ports = [2] }];
        Port[] ports = [new(0, 0, 10, PortMac(0)), new(1, 0, 11, PortMac(1)) { Coalesce = coalesce }, new(2, 1, 12, PortMac(2))];
        foreach (Port port in ports) fdb.AddStatic(port.Overlay, port.Mac, FdbTarget.Port(port.Index));
        return new ForwardingState(4789, Underlay(), overlays, ports, fdb);
    }

    private void AddPeers(bool routes)
    {
        foreach (IPAddress peer in (IPAddress[])[PeerA, PeerB])
        {
            Vtep vtep = State.Vteps.Add(peer)!;
            var nextHop = new MacAddress(0x0200_0000_0900UL + (ulong)vtep.Index);
            if (routes)
                vtep.Route = new VtepRoute(0, nextHop, Local, new OuterHeader(UplinkMac, nextHop, Local, peer, 4789, udpChecksum: false));
        }

        foreach (Overlay overlay in State.Overlays) overlay.Peers = [0, 1];
    }

    private int FromWire(Span<byte> room, out ushort port)
    {
        port = 0;
        if (!WireQueue.TryDequeue(out byte[]? frame)) return 0;
        frame.CopyTo(room);
        return frame.Length;
    }

    private int FromPorts(Span<byte> room, out ushort port)
    {
        port = 0;
        if (!PortQueue.TryDequeue(out (ushort Port, byte[] Bytes) frame)) return 0;
        port = frame.Port;
        frame.Bytes.CopyTo(room);
        return frame.Bytes.Length;
    }
}
