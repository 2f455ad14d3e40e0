using Falcon.Xsk.Memory;
using Falcon.Xsk.Rings;
using Falcon.Xsk.Sockets;


namespace Falcon.Netns.Tests.Xsk;

/// <summary>An AF_XDP socket with a frame pool, driven one frame at a time.</summary>
internal sealed class XskEndpoint : IDisposable
{
    private readonly bool _ownsUmem;

    public XskEndpoint(VethPair veth, int side, XskEndpoint? shareWith = null, params XskBindMode[] modes)
    {
        _ownsUmem = shareWith is null;
        Umem = shareWith?.Umem ?? Umem.Allocate(512);
        Pool = shareWith?.Pool ?? new FramePool(Umem);
        Frames = shareWith?.Frames ?? Pool.CreateCache();
        var options = new XskSocketOptions
        {
            IfIndex = veth.IfIndex[side],
            Umem = Umem,
            ShareWith = shareWith?.Socket,
            RxSize = 64,
            TxSize = 64,
            FillSize = 64,
            CompletionSize = 64,
        };
        Socket = veth.Run(side, () => XskSocket.Open(modes.Length > 0 ? options with { ModesToTry = modes } : options));
    }

    public Umem Umem { get; }

    public FramePool Pool { get; }

    public FrameCache Frames { get; }

    public XskSocket Socket { get; }

    public void Fill(int count)
    {
        uint[] chunks = new uint[count];
        Assert.Equal(count, Frames.Take(chunks));
        Assert.Equal(count, Socket.Fill(chunks));
        Socket.KickReceive();
    }

    public void Send(params byte[][] frames)
    {
        var descriptors = new XdpDescriptor[frames.Length];
        for (int i = 0; i < frames.Length; i++)
        {
            Assert.True(Frames.TryTake(out uint chunk));
            frames[i].CopyTo(Umem.Slice(chunk, frames[i].Length));
            descriptors[i] = new XdpDescriptor(chunk, frames[i].Length);
        }

        Assert.Equal(frames.Length, Socket.Transmit(descriptors));
        Socket.KickTransmit();
    }

    /// <summary>Waits for frames and returns their chunks to the pool.</summary>
    public List<byte[]> Receive(int count)
    {
        var received = new List<byte[]>();
        var descriptors = new XdpDescriptor[16];
        Eventually.True(() =>
        {
            int got = Socket.Receive(descriptors);
            foreach (XdpDescriptor descriptor in descriptors.AsSpan(0, got))
            {
                received.Add(Umem.Slice((uint)descriptor.Address, (int)descriptor.Length).ToArray());
                Frames.Return((uint)descriptor.Address);
            }

            return received.Count >= count;
        }, () => $"{received.Count} of {count} frames came");
        return received;
    }

    /// <summary>Takes back all sent frames.</summary>
    public void CompleteAll()
    {
        uint[] addresses = new uint[16];
        Eventually.True(() =>
        {
            Frames.Return(addresses.AsSpan(0, Socket.Complete(addresses)));
            return Socket.OutstandingTx == 0;
        }, () => $"{Socket.OutstandingTx} frames are not completed");
    }

    public void Dispose()
    {
        Socket.Dispose();
        if (_ownsUmem)
            Umem.Dispose();
    }
}
