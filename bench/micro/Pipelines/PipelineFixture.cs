using System.Net;
using System.Threading.Channels;
using Falcon.Engine.Frames;
using Falcon.Engine.Tables;
using Falcon.Engine.Workers;
using Falcon.Vxlan;
using Falcon.Xsk;

namespace Falcon.Bench.Micro.Pipelines;

/// <summary>A pipeline whose wire replays VXLAN frames of several flows to one port, each with a 64-byte inner frame.</summary>
internal sealed class PipelineFixture : IDisposable
{
    private const int Chunks = 4096;
    private const int InnerFrame = 64;

    private static readonly IPAddress s_local = IPAddress.Parse("10.0.0.2");
    private static readonly IPAddress s_peer = IPAddress.Parse("10.0.0.1");
    private static readonly MacAddress s_port = new(0x0200_0000_0201);
    private static readonly MacAddress s_remote = new(0x0200_0000_0101);

    private readonly Umem _umem = Umem.Allocate(Chunks);

    public PipelineFixture(int batch, int flows = 64)
    {
        var fdb = new ForwardingTable(1024, TimeSpan.FromMinutes(5));
        fdb.AddStatic(0, s_port, FdbTarget.Port(0));
        var state = new ForwardingState(
            4789, [VtepAddress.ToUInt128(s_local)], [new Overlay(0, 100, 1450, learning: true) { Ports = [0] }], [new Port(0, 0, 2, s_port)], fdb);
        state.Vteps.Add(s_peer);

        var pool = new FramePool(_umem);
        FrameCache cache = pool.CreateCache();
        var frames = new Frame[1024];
        for (int i = 0; i < frames.Length; i++) frames[i] = WriteFrame(cache, (ushort)(1000 + i % flows));
        var context = new WorkerContext(
            _umem, cache, state, [new ReplayUplinkLane(frames, batch)], new DiscardPortLane(), Channel.CreateBounded<UInt128>(1).Writer);
        Pipeline = new Pipeline(context, batch);
    }

    public Pipeline Pipeline { get; }

    public void Dispose() => _umem.Dispose();

    private Frame WriteFrame(FrameCache cache, ushort sourcePort)
    {
        cache.TryTake(out uint chunk);
        var header = new OuterHeader(s_remote, s_port, s_peer, s_local, 4789, udpChecksum: false);
        uint offset = chunk + FrameLayout.XdpHeadroom;
        Span<byte> bytes = _umem.Slice(offset, header.Length + InnerFrame);
        bytes.Clear();
        InnerUdp(bytes[header.Length..], sourcePort);
        header.Write(bytes, 100, sourcePort);
        return new Frame { Offset = offset, Length = (ushort)bytes.Length };
    }

    private static void InnerUdp(Span<byte> frame, ushort sourcePort)
    {
        s_port.Write(frame);
        s_remote.Write(frame[6..]);
        frame[12] = 0x08;
        ReadOnlySpan<byte> ip = [0x45, 0, 0, InnerFrame - 14, 0, 0, 0, 0, 64, 17, 0, 0, 192, 168, 1, 1, 192, 168, 1, 2];
        ip.CopyTo(frame[14..]);
        ushort checksum = InternetChecksum.Compute(frame.Slice(14, 20));
        frame[24] = (byte)(checksum >> 8);
        frame[25] = (byte)checksum;
        frame[34] = (byte)(sourcePort >> 8);
        frame[35] = (byte)sourcePort;
        frame[37] = 9;
        frame[39] = InnerFrame - 34;
    }
}
